import { Injectable } from '@nestjs/common';
import type { Owner } from '../common/index.js';
import { anyOf, Database, FOR_KEY_SHARE, sql } from '../database/index.js';
import { DataKey } from './entities/data-key.entity.js';

@Injectable()
export class DataKeyRepository {
  constructor(private readonly db: Database) {}

  find({ tenantId, userId }: Owner): Promise<DataKey | null> {
    return this.db.findOne(DataKey, sql`WHERE tenant_id = ${tenantId} AND user_id = ${userId}`);
  }

  /** Those of these keys that exist. */
  findByIds({ tenantId }: Pick<Owner, 'tenantId'>, ids: readonly string[]): Promise<DataKey[]> {
    return this.db.find(DataKey, sql`WHERE id IN ${anyOf(ids)} AND tenant_id = ${tenantId}`);
  }

  /** The owner's key, which cannot be destroyed until the surrounding transaction ends. */
  take({ tenantId, userId }: Owner): Promise<DataKey | null> {
    return this.db.findOne(DataKey, sql`WHERE tenant_id = ${tenantId} AND user_id = ${userId} ${FOR_KEY_SHARE}`);
  }

  /** Inserts the owner's first key. If another replica has inserted one in the meantime, that one stays. */
  async insert({ tenantId, userId }: Owner, key: Omit<DataKey, keyof Owner>): Promise<void> {
    await this.db.insert(DataKey, [{ ...key, tenantId, userId }], { onConflict: sql`DO NOTHING` });
  }

  /** Destroys the key for good. @returns whether there was one */
  async destroy({ tenantId, userId }: Owner, id: string): Promise<boolean> {
    const destroyed = await this.db.delete(
      DataKey,
      sql`id = ${id} AND tenant_id = ${tenantId} AND user_id = ${userId}`,
    );
    return destroyed === 1;
  }

  /** Keys of all owners that one of these master keys wraps, in the order of their ids. */
  findWrappedBy(masterKeys: readonly string[], after: string | null, limit: number): Promise<DataKey[]> {
    return this.db.find(
      DataKey,
      sql`WHERE master_key IN ${anyOf(masterKeys)} AND id > ${after ?? ''} ORDER BY id LIMIT ${limit}`,
    );
  }

  /** Wraps the same key by another master key, unless another process has done so already. */
  async rewrap(from: DataKey, to: Pick<DataKey, 'wrappedKey' | 'masterKey'>): Promise<void> {
    const { id, tenantId, masterKey } = from;
    await this.db.update(DataKey, to, sql`id = ${id} AND tenant_id = ${tenantId} AND master_key = ${masterKey}`);
  }

  /** How many keys each master key wraps, for all owners. */
  async countByMasterKey(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db.rows<{ readonly name: string; readonly count: string | number }>(
      sql`SELECT master_key AS name, count(*) AS count FROM ${DataKey} GROUP BY master_key ORDER BY master_key`,
    );
    return new Map(rows.map(({ name, count }) => [name, Number(count)]));
  }
}
