import { Injectable } from '@nestjs/common';
import type { Owner } from '../common/index.js';
import { Database, sql } from '../database/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { UserPreferences } from './entities/user-preferences.entity.js';
import { PROTECTED_PREFERENCES } from './protected-preferences.js';

type Values = Omit<UserPreferences, keyof Owner | 'version' | 'keyId'>;

@Injectable()
export class PreferencesRepository {
  constructor(
    private readonly db: Database,
    private readonly encryption: ContentEncryption,
  ) {}

  async find({ tenantId, userId }: Owner): Promise<UserPreferences | null> {
    const row = await this.db.findOne(UserPreferences, sql`WHERE tenant_id = ${tenantId} AND user_id = ${userId}`);
    return this.encryption.openOne(PROTECTED_PREFERENCES, row);
  }

  /**
   * Stores the next version of the preferences. Concurrent writers, also on other replicas, follow one another.
   * @returns that version, 1 for the first; it cannot change until the surrounding transaction ends
   */
  async replace(owner: Owner, values: Values): Promise<number> {
    const { tenantId, userId } = owner;
    const key = await this.encryption.forWriting(owner);
    const plain: UserPreferences = { ...values, tenantId, userId, keyId: null, version: 1 };
    const row = key?.seal(PROTECTED_PREFERENCES, plain) ?? plain;
    const [stored] = await this.db.insertReturning<UserPreferences, Pick<UserPreferences, 'version'>>(
      UserPreferences,
      [row],
      {
        onConflict: sql`(tenant_id, user_id) DO UPDATE SET
          key_id = excluded.key_id, model = excluded.model, max_tokens = excluded.max_tokens, effort = excluded.effort,
          system = excluded.system, language = excluded.language, profile = excluded.profile,
          version = stored.version + 1, updated_at = excluded.updated_at`,
        returning: sql`version`,
      },
    );
    return (stored as Pick<UserPreferences, 'version'>).version;
  }
}
