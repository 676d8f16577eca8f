import { Inject, Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import type { Owner } from '../common/index.js';
import { DIALECT, type Dialect, tableOf, UnitOfWork } from '../database/index.js';
import { DataKey } from './entities/data-key.entity.js';

@Injectable()
export class DataKeyRepository {
  constructor(
    @Inject(DIALECT) private readonly dialect: Dialect,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  find({ tenantId, userId }: Owner): Promise<DataKey | null> {
    return this.unitOfWork.read((db) => db.findOneBy(DataKey, { tenantId, userId }));
  }

  /** Those of these keys that are there. */
  findByIds({ tenantId }: Pick<Owner, 'tenantId'>, ids: readonly string[]): Promise<DataKey[]> {
    return this.unitOfWork.read((db) => db.findBy(DataKey, { tenantId, id: In([...ids]) }));
  }

  /** Until the surrounding transaction ends nobody can destroy it. */
  take({ tenantId, userId }: Owner): Promise<DataKey | null> {
    return this.unitOfWork.write(async (db) => {
      // A transaction that reads before it writes would fail where another process has written in between.
      if (this.dialect === 'sqlite') await db.query(`UPDATE ${tableOf(db, DataKey)} SET id = id WHERE 1 = 0`);
      const query = db
        .createQueryBuilder(DataKey, 'k')
        .where('k.tenantId = :tenantId AND k.userId = :userId', { tenantId, userId });
      // Of any number of writers none waits for another one, nor for a key that is being wrapped anew.
      if (this.dialect === 'postgres') query.setLock('for_key_share');
      return query.getOne();
    });
  }

  /** The owner's first key; where another replica has made one meanwhile, that one stays. */
  async insert({ tenantId, userId }: Owner, key: Omit<DataKey, keyof Owner>): Promise<void> {
    await this.unitOfWork.write((db) =>
      db
        .createQueryBuilder()
        .insert()
        .into(DataKey)
        .values({ ...key, tenantId, userId })
        .orIgnore()
        .updateEntity(false)
        .execute(),
    );
  }

  /** For good. @returns whether there was one */
  destroy({ tenantId, userId }: Owner, id: string): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      const { affected } = await db.delete(DataKey, { id, tenantId, userId });
      return affected === 1;
    });
  }

  /** Keys of whomever, wrapped by one of these master keys, in the order of their ids. */
  findWrappedBy(masterKeys: readonly string[], after: string | null, limit: number): Promise<DataKey[]> {
    const which = { masterKey: In([...masterKeys]), id: MoreThan(after ?? '') };
    return this.unitOfWork.read((db) => db.find(DataKey, { where: which, order: { id: 'ASC' }, take: limit }));
  }

  /** Wraps the same key anew, unless another process has done so. */
  async rewrap(from: DataKey, to: Pick<DataKey, 'wrappedKey' | 'masterKey'>): Promise<void> {
    const { id, tenantId, masterKey } = from;
    await this.unitOfWork.write((db) => db.update(DataKey, { id, tenantId, masterKey }, to));
  }

  /** How many keys each master key wraps, whosever they are. */
  async countByMasterKey(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.unitOfWork.read((db) =>
      db
        .createQueryBuilder(DataKey, 'k')
        .select('k.masterKey', 'name')
        .addSelect('count(*)', 'count')
        .groupBy('k.masterKey')
        .orderBy('k.masterKey')
        .getRawMany<{ name: string; count: string | number }>(),
    );
    return new Map(rows.map(({ name, count }) => [name, Number(count)]));
  }
}
