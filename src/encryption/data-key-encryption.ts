import { randomBytes } from 'node:crypto';
import type { Clock, IdGenerator, Log, Logs, Owner } from '../common/index.js';
import { DatabaseUnavailableError, type UnitOfWork } from '../database/index.js';
import { ContentEncryption } from './content-encryption.js';
import { ContentKey } from './content-key.js';
import type { DataKeyRepository } from './data-key.repository.js';
import { EncryptionKeyMissingError, UnreadableContentError, UnsealedContentError } from './encryption.errors.js';
import { type DataKey, TENANT_KEY } from './entities/data-key.entity.js';
import type { MasterKeys } from './master-keys.js';
import { plainRow } from './plain-row.js';
import type { Proof, ProtectedRow, ProtectedTable } from './protected-table.js';
import { RecentKeys } from './recent-keys.js';

const KEY_BYTES = 32;

/**
 * Encrypts with one key for each user, which is stored in the database, wrapped by a master key. Destroying a user's
 * key makes all of the user's content unreadable.
 */
export class DataKeyEncryption extends ContentEncryption {
  private readonly logger: Log;
  private readonly byId: RecentKeys;
  private readonly byTenant: RecentKeys;

  constructor(
    private readonly masterKeys: MasterKeys,
    private readonly isStrict: boolean,
    private readonly dataKeys: DataKeyRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    logs: Logs,
  ) {
    super();
    this.logger = logs.of(ContentEncryption);
    this.byId = new RecentKeys(clock);
    this.byTenant = new RecentKeys(clock);
  }

  /** Always queries the database, because content must not be written with a key that another process has destroyed. */
  async forWriting(owner: Owner): Promise<ContentKey> {
    return this.unwrap((await this.dataKeys.take(owner)) ?? (await this.create(owner)));
  }

  async forReading(owner: Owner): Promise<ContentKey | null> {
    const row = await this.dataKeys.find(owner);
    return row && this.unwrap(row);
  }

  async open<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    rows: readonly Row[],
    proof: Proof = 'any',
  ): Promise<Row[]> {
    const keys = await this.keysOf(rows);
    return rows.flatMap((row) => this.openRow(table, row, keys, proof));
  }

  async openReadable<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    rows: readonly Row[],
    proof: Proof = 'any',
  ): Promise<Row[]> {
    const keys = await this.keysOf(rows);
    return rows.flatMap((row) => {
      try {
        return this.openRow(table, row, keys, proof);
      } catch (error) {
        // The row is logged. Reading it alone throws the error.
        if (error instanceof UnreadableContentError) return [];
        throw error;
      }
    });
  }

  async digest({ tenantId }: Pick<Owner, 'tenantId'>, value: unknown): Promise<string> {
    const key = this.byTenant.get(tenantId) ?? (await this.takeTenantKey(tenantId));
    return key.digestOfJson(value);
  }

  forget(keyId: string): void {
    this.byId.forget(keyId);
  }

  private openRow<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    row: Row,
    keys: ReadonlyMap<string, ContentKey>,
    proof: Proof,
  ): Row[] {
    const required = this.isStrict ? 'whole' : proof;
    try {
      if (row.keyId === null) return [plainRow(table, row, required)];
      const key = keys.get(row.keyId);
      return key ? [key.open(table, row, required)] : [];
    } catch (error) {
      if (error instanceof UnsealedContentError)
        this.logger.warn(
          `stored content was refused, because it is not sealed (${error.format}): ${error.table} of ${error.rowId}`,
        );
      else if (error instanceof UnreadableContentError)
        this.logger.warn(`stored content cannot be read: ${error.table}.${error.column} of ${error.rowId}`);
      throw error;
    }
  }

  /** The keys of rows of one tenant. Destroyed keys are not among them. */
  private async keysOf(rows: readonly ProtectedRow[]): Promise<ReadonlyMap<string, ContentKey>> {
    const keys = new Map<string, ContentKey>();
    const unknown = new Set<string>();
    for (const { keyId, tenantId } of rows) {
      if (keyId === null) continue;
      const key = this.byId.get(keyId);
      if (key?.owner.tenantId === tenantId) keys.set(keyId, key);
      else unknown.add(keyId);
    }
    const [first] = rows;
    if (first === undefined || unknown.size === 0) return keys;
    for (const row of await this.dataKeys.findByIds(first, [...unknown])) {
      const key = this.unwrap(row);
      this.byId.set(key.id, key);
      keys.set(key.id, key);
    }
    return keys;
  }

  private takeTenantKey(tenantId: string): Promise<ContentKey> {
    return this.unitOfWork.run(async () => {
      const key = await this.forWriting({ tenantId, userId: TENANT_KEY });
      this.unitOfWork.afterCommit(() => this.byTenant.set(tenantId, key));
      return key;
    });
  }

  private async create(owner: Owner): Promise<DataKey> {
    const { tenantId, userId } = owner;
    const id = this.ids.next();
    const wrapped = this.masterKeys.wrap(randomBytes(KEY_BYTES), { id, tenantId, userId });
    await this.dataKeys.insert(owner, { id, ...wrapped, createdAt: this.clock.now() });
    const row = await this.dataKeys.take(owner);
    // Another process created the key first, and then destroyed it.
    if (row === null) throw new DatabaseUnavailableError();
    return row;
  }

  private unwrap(row: DataKey): ContentKey {
    const secret = this.masterKeys.unwrap(row);
    if (secret) return new ContentKey(row, secret);
    this.logger.warn(
      `the master key ${row.masterKey}, which wraps the data key ${row.id}, is missing or a different key`,
    );
    throw new EncryptionKeyMissingError();
  }
}
