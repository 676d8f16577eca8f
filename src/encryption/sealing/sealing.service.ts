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

/** Injection token of the tables to seal: `AnySealableTable[]`. */
export const SEALABLE_TABLES = Symbol('SEALABLE_TABLES');

/** Number of rows that one transaction seals. */
const AT_ONCE = 50;
/** Limit for the cleanup of one table, which would not end while another process keeps writing to its index. */
const MOST_SCRUBS = 10_000;

/** The result for one batch of rows of a table. */
export interface SealedBatch {
  readonly table: string;
  readonly plain: number;
  readonly oldFormat: number;
  /**
   * Ids of rows that were skipped because they cannot be read: they were changed outside of Reprise, or their key is
   * gone.
   */
  readonly unreadable: readonly string[];
}

export interface UnsealedRows extends Unsealed {
  readonly table: string;
}

/** Seals rows that are plain or in the old format, while the service is running. */
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

  /** Number of unsealed rows of each table. Scans the whole tables. */
  async count(): Promise<UnsealedRows[]> {
    const counts: UnsealedRows[] = [];
    for (const table of this.tables) counts.push({ table: nameOf(table), ...(await this.rows.count(table)) });
    return counts;
  }

  /**
   * Seals all unsealed rows in batches. Each yielded batch is committed, and a stopped run can be repeated. At the end,
   * remains of plain content are removed from the database's files.
   * @throws EncryptionKeyMissingError if a user's key cannot be unwrapped; the batches before stay sealed
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
      yield await this.unitOfWork.run(() => this.sealBatch(table, found));
      after = last.key;
    }
  }

  /** Locks the keys before the rows, in the order of all other writers. */
  private async sealBatch<Row extends SealableRow>(
    sealable: SealableTable<Row>,
    found: readonly Found[],
  ): Promise<SealedBatch> {
    const keys = await this.keysOf(found);
    const counts = { plain: 0, oldFormat: 0 };
    const unreadable: string[] = [];
    for (const row of await this.rows.lock(sealable, found)) {
      const key = keys.get(ownerKey(row)) ?? null;
      const isPlain = row.keyId === null;
      if (!(await this.sealRow(sealable, row, key))) unreadable.push(sealable.table.idOf(row));
      else if (isPlain) counts.plain += 1;
      else counts.oldFormat += 1;
    }
    return { table: nameOf(sealable), ...counts, unreadable };
  }

  /** @returns whether the row could be read */
  private async sealRow<Row extends SealableRow>(
    sealable: SealableTable<Row>,
    row: Row,
    key: ContentKey | null,
  ): Promise<boolean> {
    const { table, unproven } = sealable;
    if (key === null || (row.keyId !== null && row.keyId !== key.id)) return false;
    try {
      const plain = row.keyId === null ? plainRow(table, row, 'any') : key.open(table, row);
      const replaced = unproven?.(plain, key, row.keyId === null ? 'plain' : 'old_format') ?? {};
      await this.rows.store(sealable, key.seal(table, { ...plain, ...replaced }), Object.keys(replaced));
      if (row.keyId === null) await this.rows.reindex(sealable, [plain], key);
      return true;
    } catch (error) {
      if (!(error instanceof UnreadableContentError)) throw error;
      this.logger.warn(
        `stored content cannot be read and was not sealed: ${error.table}.${error.column} of ${error.rowId}`,
      );
      return false;
    }
  }

  /** Creates a key only for owners with plain rows. An owner with sealed rows and no key was erased. */
  private async keysOf(found: readonly Found[]): Promise<ReadonlyMap<string, ContentKey | null>> {
    const owners = new Map<string, Owner & { isPlain: boolean }>();
    for (const row of found) {
      const name = ownerKey(row);
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

function ownerKey({ tenantId, userId }: Owner): string {
  return JSON.stringify([tenantId, userId]);
}
