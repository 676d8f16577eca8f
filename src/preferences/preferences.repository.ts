import { Injectable } from '@nestjs/common';
import type { Owner } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { UserPreferences } from './entities/user-preferences.entity.js';
import { PROTECTED_PREFERENCES } from './protected-preferences.js';

type Values = Omit<UserPreferences, keyof Owner | 'version' | 'keyId'>;

@Injectable()
export class PreferencesRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly encryption: ContentEncryption,
  ) {}

  async find({ tenantId, userId }: Owner): Promise<UserPreferences | null> {
    const row = await this.unitOfWork.lookUp(
      UserPreferences,
      (values) => `WHERE tenant_id = ${values.place(tenantId)} AND user_id = ${values.place(userId)}`,
    );
    return this.encryption.openOne(PROTECTED_PREFERENCES, row);
  }

  /**
   * Makes them the next version, of any number of writers on any number of replicas one after another.
   * @returns that version, 1 for the first; nobody can change it until the surrounding transaction ends
   */
  async replace(owner: Owner, values: Values): Promise<number> {
    const { tenantId, userId } = owner;
    const key = await this.encryption.forWriting(owner);
    const plain: UserPreferences = { ...values, tenantId, userId, keyId: null, version: 0 };
    const first = key?.seal(PROTECTED_PREFERENCES, plain) ?? plain;
    return this.unitOfWork.write(async (db) => {
      await db
        .createQueryBuilder()
        .insert()
        .into(UserPreferences)
        .values(first)
        .orIgnore()
        .updateEntity(false)
        .execute();
      await db.update(UserPreferences, { tenantId, userId }, { ...first, version: () => 'version + 1' });
      const { version } = await db.findOneByOrFail(UserPreferences, { tenantId, userId });
      return version;
    });
  }
}
