import { Inject, Injectable } from '@nestjs/common';
import { type Log, Logs, type Owner } from '../../common/index.js';
import { ScrubRepository, UnitOfWork } from '../../database/index.js';
import { ContentEncryption } from '../content-encryption.js';
import type { ContentKey } from '../content-key.js';
import { UnreadableContentError } from '../encryption.errors.js';
import { plainRow } from '../plain-row.js';
import {
  type AnySealableTable,
  type Found,
  type RowKey,
  type SealableRow,
  type SealableTable,
  SealingRepository,
  type Unsealed,
} from './sealing.repository.js';

/** The tables that are sealed: `AnySealableTable[]`. */
export const SEALABLE_TABLES = Symbol('SEALABLE_TABLES');

/** How many rows one short transaction seals. */
const AT_ONCE = 50;
/** An end for what never comes to one, as when another process writes into the index all the time. */
const MOST_SCRUBS = 10_000;

/** What was done with some rows of one table. */
export interface SealedBatch {
  readonly table: string;
  readonly plain: number;
  readonly oldFormat: number;
  /** Rows that cannot be read, and were left alone: they were changed outside of Reprise, or their key is gone. */
  readonly unreadable: readonly string[];
}

export interface UnsealedRows extends Unsealed {
  readonly table: string;
}

/** Seals what is stored plain, or in the old format, while everything goes on. */
@Injectable()
export class SealingService {
  private readonly logger: Log;

  constructor(
    @Inject(SEALABLE_TABLES) private readonly tables: readonly AnySealableTable[],
    private readonly rows: SealingRepository,
    private readonly encryption: ContentEncryption,
    private readonly scrubs: ScrubRepository,
    private readonly unitOfWork: UnitOfWork,
    logs: Logs,
  ) {
    this.logger = logs.of(SealingService);
  }

  /** How many rows of each table have to be sealed. It reads the tables whole. */
  async count(): Promise<UnsealedRows[]> {
    const counts: UnsealedRows[] = [];
    for (const table of this.tables) counts.push({ table: nameOf(table), ...(await this.rows.count(table)) });
    return counts;
  }

  /**
   * Seals every row that has to be, some at a time: what it has told of is committed. A run that stops in between, or was
   * stopped, begins again, and only what is left is done. At the end what was plain is taken out of the database's files.
   * @throws EncryptionKeyMissingError where the key of a user does not open; what was told of is done
   */
  async *seal(): AsyncGenerator<SealedBatch> {
    for (const table of this.tables) yield* this.sealTable(table);
    for (const table of this.tables) {
      for (let step = 0; step < MOST_SCRUBS; step += 1) if (!(await this.rows.scrub(table, step))) break;
    }
    await this.scrubs.emptyLog();
  }

  private async *sealTable(table: AnySealableTable): AsyncGenerator<SealedBatch> {
    let after: RowKey | null = null;
    for (;;) {
      const found: Found[] = await this.rows.find(table, after, AT_ONCE);
      const last = found.at(-1);
      if (last === undefined) return;
      yield await this.unitOfWork.run(() => this.sealSome(table, found));
      after = last.key;
    }
  }

  /** First the keys and then the rows, as all other writers. */
  private async sealSome<Row extends SealableRow>(
    sealable: SealableTable<Row>,
    found: readonly Found[],
  ): Promise<SealedBatch> {
    const keys = await this.keysOf(found);
    const counts = { plain: 0, oldFormat: 0 };
    const unreadable: string[] = [];
    for (const row of await this.rows.lock(sealable, found)) {
      const key = keys.get(nameOfOwner(row)) ?? null;
      const isPlain = row.keyId === null;
      if (!(await this.sealRow(sealable, row, key))) unreadable.push(sealable.table.idOf(row));
      else if (isPlain) counts.plain += 1;
      else counts.oldFormat += 1;
    }
    return { table: nameOf(sealable), ...counts, unreadable };
  }

  /** @returns whether it could be read */
  private async sealRow<Row extends SealableRow>(
    sealable: SealableTable<Row>,
    row: Row,
    key: ContentKey | null,
  ): Promise<boolean> {
    const { table, unproven } = sealable;
    if (key === null || (row.keyId !== null && row.keyId !== key.id)) return false;
    try {
      const plain = row.keyId === null ? plainRow(table, row, 'any') : key.open(table, row);
      const instead = unproven?.(plain, key, row.keyId === null ? 'plain' : 'old_format') ?? {};
      await this.rows.store(sealable, key.seal(table, { ...plain, ...instead }), Object.keys(instead));
      if (row.keyId === null) await this.rows.reindex(sealable, [plain], key);
      return true;
    } catch (error) {
      if (!(error instanceof UnreadableContentError)) throw error;
      this.logger.warn(
        `stored content cannot be read, and is not sealed: ${error.table}.${error.column} of ${error.rowId}`,
      );
      return false;
    }
  }

  /** A key is made for who has plain rows only: who has none, and sealed rows, was erased. */
  private async keysOf(found: readonly Found[]): Promise<ReadonlyMap<string, ContentKey | null>> {
    const owners = new Map<string, Owner & { isPlain: boolean }>();
    for (const row of found) {
      const name = nameOfOwner(row);
      const isPlain = row.isPlain || owners.get(name)?.isPlain === true;
      owners.set(name, { tenantId: row.tenantId, userId: row.userId, isPlain });
    }
    const keys = new Map<string, ContentKey | null>();
    for (const [name, { isPlain, ...owner }] of [...owners].sort(([one], [other]) => (one < other ? -1 : 1))) {
      keys.set(name, await (isPlain ? this.encryption.forWriting(owner) : this.encryption.forReading(owner)));
    }
    return keys;
  }
}

function nameOf({ table }: { readonly table: { readonly name: string } }): string {
  return table.name;
}

function nameOfOwner({ tenantId, userId }: Owner): string {
  return JSON.stringify([tenantId, userId]);
}
