import { Injectable } from '@nestjs/common';
import { type EntityManager, IsNull, type SelectQueryBuilder } from 'typeorm';
import { type Keyset, type Owner, type Page, pageOf, type PageRequest } from '../common/index.js';
import { encodeInstant, UnitOfWork } from '../database/index.js';
import { ApiKey } from './entities/api-key.entity.js';

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async insert(tenantId: string, key: Omit<ApiKey, 'tenantId'>): Promise<ApiKey> {
    const row: ApiKey = { ...key, tenantId };
    await this.unitOfWork.write((db) => db.insert(ApiKey, row));
    return row;
  }

  /** The tenant's keys, newest first. */
  findPage(tenantId: string, page: PageRequest): Promise<Page<ApiKey>> {
    return this.unitOfWork.read((db) =>
      pageFrom(newestFirst(db, page).andWhere('k.tenantId = :tenantId', { tenantId }), page),
    );
  }

  /** The keys that are bound to a user, newest first. */
  findPageOf({ tenantId, userId }: Owner, page: PageRequest): Promise<Page<ApiKey>> {
    const which = 'k.tenantId = :tenantId AND k.userId = :userId';
    return this.unitOfWork.read((db) => pageFrom(newestFirst(db, page).andWhere(which, { tenantId, userId }), page));
  }

  /** One that was revoked before stays as it is. @returns the key; `null` where there is none */
  revoke(tenantId: string, id: string, at: Date): Promise<ApiKey | null> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db
        .createQueryBuilder()
        .update(ApiKey)
        .set({ revokedAt: () => 'COALESCE(revoked_at, :at)' })
        .where({ id, tenantId })
        .setParameters({ at: encodeInstant(at) })
        .execute();
      return affected === 1 ? db.findOne(ApiKey, { where: { id, tenantId } }) : null;
    });
  }

  /** @returns the key; `null` where there is none, or none that still counts */
  confirm(tenantId: string, id: string): Promise<ApiKey | null> {
    return this.unitOfWork.write(async (db) => {
      const which = { id, tenantId, revokedAt: IsNull() };
      const { affected } = await db.update(ApiKey, which, { unconfirmedSince: null });
      return affected === 1 ? db.findOne(ApiKey, { where: { id, tenantId } }) : null;
    });
  }

  /** Notes that it was used, unless somebody has noted a later use. */
  noteUse(tenantId: string, id: string, at: Date): Promise<void> {
    return this.unitOfWork.write(async (db) => {
      await db
        .createQueryBuilder()
        .update(ApiKey)
        .set({ lastUsedAt: at })
        .where({ id, tenantId })
        .andWhere('(last_used_at IS NULL OR last_used_at < :at)', { at: encodeInstant(at) })
        .execute();
    });
  }

  /** Of whatever tenant: it is by the key that its owner is found out. */
  findByDigest(digest: string): Promise<ApiKey | null> {
    return this.unitOfWork.lookUp(ApiKey, (values) => `WHERE digest = ${values.place(digest)}`);
  }

  /** For the operator alone: whose key it is. */
  async findTenantForOperator(id: string): Promise<string | null> {
    const row = await this.unitOfWork.read((db) => db.findOne(ApiKey, { where: { id }, select: { tenantId: true } }));
    return row?.tenantId ?? null;
  }

  /** For the operator alone: the keys of all tenants, newest first. */
  findPageForOperator(page: PageRequest): Promise<Page<ApiKey>> {
    return this.unitOfWork.read((db) => pageFrom(newestFirst(db, page), page));
  }
}

function newestFirst(db: EntityManager, { after }: PageRequest): SelectQueryBuilder<ApiKey> {
  const query = db.createQueryBuilder(ApiKey, 'k').orderBy('k.createdAt', 'DESC').addOrderBy('k.id', 'DESC');
  if (after === null) return query;
  const { at, id } = after;
  return query.where('(k.createdAt, k.id) < (:afterAt, :afterId)', { afterAt: encodeInstant(at), afterId: id });
}

async function pageFrom(query: SelectQueryBuilder<ApiKey>, { limit }: PageRequest): Promise<Page<ApiKey>> {
  return pageOf(await query.limit(limit + 1).getMany(), limit, placeOf);
}

function placeOf({ createdAt, id }: ApiKey): Keyset {
  return { at: createdAt, id };
}
