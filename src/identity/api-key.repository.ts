import { Injectable } from '@nestjs/common';
import { type Keyset, type Owner, type Page, pageOf, type PageRequest } from '../common/index.js';
import { Database, type Sql, sql } from '../database/index.js';
import { ApiKey } from './entities/api-key.entity.js';

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly db: Database) {}

  async insert(tenantId: string, key: Omit<ApiKey, 'tenantId'>): Promise<ApiKey> {
    const row: ApiKey = { ...key, tenantId };
    await this.db.insert(ApiKey, [row]);
    return row;
  }

  /** The tenant's keys, newest first. */
  findPage(tenantId: string, page: PageRequest): Promise<Page<ApiKey>> {
    return this.pageFrom(sql`tenant_id = ${tenantId}`, page);
  }

  /** The keys that are bound to a user, newest first. */
  findPageOf({ tenantId, userId }: Owner, page: PageRequest): Promise<Page<ApiKey>> {
    return this.pageFrom(sql`tenant_id = ${tenantId} AND user_id = ${userId}`, page);
  }

  /** A key that was revoked before keeps the time of that. @returns the key; `null` if there is none */
  async revoke(tenantId: string, id: string, at: Date): Promise<ApiKey | null> {
    await this.db.update(ApiKey, { revokedAt: at }, sql`id = ${id} AND tenant_id = ${tenantId} AND revoked_at IS NULL`);
    return this.find(tenantId, id);
  }

  /** @returns the key; `null` if there is none, or it is revoked */
  async confirm(tenantId: string, id: string): Promise<ApiKey | null> {
    const valid = sql`id = ${id} AND tenant_id = ${tenantId} AND revoked_at IS NULL`;
    const confirmed = await this.db.update(ApiKey, { unconfirmedSince: null }, valid);
    return confirmed === 1 ? this.find(tenantId, id) : null;
  }

  /** Notes when the key was used, unless a later use is noted already. */
  async noteUse(tenantId: string, id: string, at: Date): Promise<void> {
    const earlier = sql`(last_used_at IS NULL OR last_used_at < ${at})`;
    await this.db.update(ApiKey, { lastUsedAt: at }, sql`id = ${id} AND tenant_id = ${tenantId} AND ${earlier}`);
  }

  /** Of all tenants: the owner is read from the key. */
  findByDigest(digest: string): Promise<ApiKey | null> {
    return this.db.findOne(ApiKey, sql`WHERE digest = ${digest}`);
  }

  /** The tenant of a key, for the operator only. */
  async findTenantForOperator(id: string): Promise<string | null> {
    return (await this.db.findOne(ApiKey, sql`WHERE id = ${id}`))?.tenantId ?? null;
  }

  /** The keys of all tenants, newest first, for the operator only. */
  findPageForOperator(page: PageRequest): Promise<Page<ApiKey>> {
    return this.pageFrom(sql`1 = 1`, page);
  }

  private find(tenantId: string, id: string): Promise<ApiKey | null> {
    return this.db.findOne(ApiKey, sql`WHERE id = ${id} AND tenant_id = ${tenantId}`);
  }

  private async pageFrom(which: Sql, { after, limit }: PageRequest): Promise<Page<ApiKey>> {
    const older = after === null ? sql`` : sql`AND (created_at, id) < (${after.at}, ${after.id})`;
    const keys = await this.db.find(
      ApiKey,
      sql`WHERE ${which} ${older} ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`,
    );
    return pageOf(keys, limit, placeOf);
  }
}

function placeOf({ createdAt, id }: ApiKey): Keyset {
  return { at: createdAt, id };
}
