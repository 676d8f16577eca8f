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
   * Makes them the next version, of any number of writers on any number of replicas one after another.
   * @returns that version, 1 for the first; nobody can change it until the surrounding transaction ends
   */
  replace({ tenantId, userId }: Owner, values: Values): Promise<number> {
    return this.unitOfWork.write(async (db) => {
      const first: UserPreferences = { ...values, tenantId, userId, version: 0 };
      await db
        .createQueryBuilder()
        .insert()
        .into(UserPreferences)
        .values(first)
        .orIgnore()
        .updateEntity(false)
        .execute();
      await db.update(UserPreferences, { tenantId, userId }, { ...values, version: () => 'version + 1' });
      const { version } = await db.findOneByOrFail(UserPreferences, { tenantId, userId });
      return version;
    });
  }
}
