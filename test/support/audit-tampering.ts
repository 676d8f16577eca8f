import type { DataSource } from 'typeorm';
import { leafOf, type SealedRecord, type Seal, sealHash, type SealSigner } from '../../src/audit/index.js';
import { GENESIS, headAfter } from '../../src/audit/chain/seal.js';
import { readChain } from './audit-chain.js';

/** Numbers that look random, the same again from the same seed. */
export class Dice {
  constructor(private state: number) {}

  /** From 0 up to, and without, `end`. */
  below(end: number): number {
    // mulberry32
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * end);
  }

  pick<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }
}

/** What verification has to say. */
export interface Expected {
  readonly id: string | null;
  readonly seq: number;
}

/** Somebody who can write whatever they like into the database, and has no key but one of their own. */
export class Intruder {
  private edits = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly dice: Dice,
    private readonly length: number,
  ) {}

  static async keep(dataSource: DataSource): Promise<void> {
    for (const table of TABLES) await dataSource.query(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
  }

  /** As if nothing had been done. */
  async restore(): Promise<void> {
    for (const table of TABLES) {
      await this.dataSource.query(`DELETE FROM ${table}`);
      await this.dataSource.query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
    }
  }

  /** Of one column after the other, so that a few edits are of all of them. */
  async edit(): Promise<Expected> {
    const seq = this.place();
    const before = await this.at(seq);
    const columns = Object.keys(FORGED);
    const column = columns[this.edits++ % columns.length] as string;
    const value = FORGED[column] ?? null;
    await this.dataSource.query(`UPDATE audit_events SET ${column} = '${value}' WHERE ${ON} AND seq = ${seq}`);
    return { id: column === 'id' ? value : before.id, seq };
  }

  async delete(): Promise<Expected> {
    const seq = this.place();
    await this.dataSource.query(`DELETE FROM audit_events WHERE ${ON} AND seq = ${seq}`);
    return { id: null, seq };
  }

  async insert(): Promise<Expected> {
    const seq = this.place();
    await this.dataSource.query(`UPDATE audit_events SET seq = -seq - 1 WHERE ${ON} AND seq >= ${seq}`);
    await this.dataSource.query(`UPDATE audit_events SET seq = -seq WHERE ${ON} AND seq < 0`);
    const columns = Object.keys(await this.rowAt(seq + 1)).filter((name) => name !== 'id' && name !== 'seq');
    await this.dataSource.query(
      `INSERT INTO audit_events (id, seq, ${columns.join(', ')})
       SELECT '${FORGED_ID}', ${seq}, ${columns.join(', ')} FROM audit_events WHERE ${ON} AND seq = ${seq + 1}`,
    );
    return { id: FORGED_ID, seq };
  }

  async swap(): Promise<Expected> {
    const [one, other] = [this.place(), this.place()];
    if (one === other) return this.swap();
    const seq = Math.min(one, other);
    const { id } = await this.at(Math.max(one, other));
    await this.dataSource.query(`UPDATE audit_events SET seq = -seq WHERE ${ON} AND seq IN (${one}, ${other})`);
    await this.dataSource.query(`UPDATE audit_events SET seq = ${other} WHERE ${ON} AND seq = -${one}`);
    await this.dataSource.query(`UPDATE audit_events SET seq = ${one} WHERE ${ON} AND seq = -${other}`);
    return { id, seq };
  }

  async truncate(): Promise<Expected> {
    const seq = this.place();
    await this.dataSource.query(`DELETE FROM audit_events WHERE ${ON} AND seq >= ${seq}`);
    return { id: null, seq };
  }

  /** Everything after a seal, the seals too: what is left is a chain, only shorter. */
  async cutTail(): Promise<Expected> {
    const { seals } = await readChain(this.dataSource);
    const { number, last_seq } = seals[this.dice.below(seals.length - 1)] as Seal;
    await this.dataSource.query(`DELETE FROM audit_seals WHERE ${ON} AND number > ${number}`);
    await this.dataSource.query(`DELETE FROM audit_events WHERE ${ON} AND seq > ${last_seq}`);
    return { id: null, seq: last_seq + 1 };
  }

  /**
   * A record is changed, and every seal from there on made anew to fit it.
   * @param signer of the new seals; without one they are not signed, or keep the signatures they had
   * @returns the record, and the first one under its seal
   */
  async rewrite(signer: SealSigner | null): Promise<{ readonly record: Expected; readonly sealed: Expected }> {
    const seq = this.place();
    const { id } = await this.at(seq);
    await this.dataSource.query(`UPDATE audit_events SET outcome = 'forged' WHERE ${ON} AND seq = ${seq}`);
    const keeps = signer === null && this.dice.below(2) === 0;
    const { records, seals } = await readChain(this.dataSource);
    let before: Seal | null = null;
    for (const seal of seals) {
      const forged: Seal = seal.last_seq < seq ? seal : forge(seal, before, records, keeps ? undefined : signer);
      await this.store(forged);
      before = forged;
    }
    const first = seals.find((seal) => seal.last_seq >= seq)?.first_seq ?? 0;
    return { record: { id, seq }, sealed: { id: (await this.at(first)).id, seq: first } };
  }

  private async store({ number, leaves, head, previous, key_id, signature }: Seal): Promise<void> {
    const quoted = (text: string | null) => (text === null ? 'NULL' : `'${text}'`);
    await this.dataSource.query(
      `UPDATE audit_seals SET leaves = '${leaves}', head = '${head}', previous = '${previous}',
         key_id = ${quoted(key_id)}, signature = ${quoted(signature)} WHERE ${ON} AND number = ${number}`,
    );
  }

  private place(): number {
    return 1 + this.dice.below(this.length);
  }

  private async at(seq: number): Promise<{ id: string }> {
    return (await this.rowAt(seq)) as { id: string };
  }

  private async rowAt(seq: number): Promise<object> {
    const [row] = await this.dataSource.query<object[]>(`SELECT * FROM audit_events WHERE ${ON} AND seq = ${seq}`);
    if (!row) throw new Error(`there is no record ${seq}`);
    return row;
  }
}

/** @param signer `undefined` keeps the signature there is */
function forge(
  seal: Seal,
  before: Seal | null,
  records: readonly (SealedRecord & { seq: number })[],
  signer: SealSigner | null | undefined,
): Seal {
  const leaves = records.slice(seal.first_seq - 1, seal.last_seq).map(leafOf);
  const unsigned = {
    ...seal,
    leaves: leaves.join(''),
    head: leaves.reduce(headAfter, before?.head ?? GENESIS),
    previous: before ? sealHash(before) : GENESIS,
    key_id: signer === undefined ? seal.key_id : (signer?.keyId ?? null),
  };
  return { ...unsigned, signature: signer === undefined ? seal.signature : (signer?.sign(unsigned) ?? null) };
}

const ON = "tenant_id = 'default'";
const TABLES = ['audit_events', 'audit_seals'] as const;
const FORGED_ID = '019ab0c4-7e5a-7000-8000-00000000f09e';
const FORGED_DIGEST = 'f0'.repeat(32);

/** For each column a value that no record of the test has. */
const FORGED: Readonly<Record<string, string>> = {
  id: FORGED_ID,
  at: '2020-01-01T00:00:00.000Z',
  action: 'result.deleted',
  outcome: 'forged',
  actor_role: 'service',
  actor_key_id: FORGED_ID,
  actor_subject: 'mallory',
  actor_address: '192.0.2.66',
  request_id: 'forged',
  user_id: 'mallory',
  subject_id: FORGED_ID,
  call_ids: '["forged"]',
  detail: '{"count":666}',
  sent_digest: FORGED_DIGEST,
  received_digest: FORGED_DIGEST,
  salt: 'f0'.repeat(16),
  person_digest: FORGED_DIGEST,
  erasure_id: FORGED_ID,
};
