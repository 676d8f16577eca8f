import { Injectable } from '@nestjs/common';
import type { Owner } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { UserPreferences } from './entities/user-preferences.entity.js';

type Values = Omit<UserPreferences, keyof Owner | 'version'>;

@Injectable()
export class PreferencesRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  find({ tenantId, userId }: Owner): Promise<UserPreferences | null> {
    return this.unitOfWork.read((db) => db.findOne(UserPreferences, { where: { tenantId, userId } }));
  }

  /**
   * Makes them the next version, of any number of writers on any number of replicas for one only.
   * @param version what they are to be now, 0 for never set
   * @returns whether they were
   */
  replace({ tenantId, userId }: Owner, version: number, values: Values): Promise<boolean> {
    return this.unitOfWork.write(async (db) => {
      if (version === 0) {
        // Whoever comes second waits here for the first one to commit, and then finds version 1.
        const row: UserPreferences = { ...values, tenantId, userId, version };
        await db
          .createQueryBuilder()
          .insert()
          .into(UserPreferences)
          .values(row)
          .orIgnore()
          .updateEntity(false)
          .execute();
      }
      const change = { ...values, version: version + 1 };
      const { affected } = await db.update(UserPreferences, { tenantId, userId, version }, change);
      return affected === 1;
    });
  }
}
