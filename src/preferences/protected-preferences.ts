import type { ProtectedTable, SealableTable } from '../encryption/index.js';
import { UserPreferences } from './entities/user-preferences.entity.js';

/** The encrypted content of a user's preferences. */
export const PROTECTED_PREFERENCES: ProtectedTable<UserPreferences> = {
  name: 'user_preferences',
  columns: ['system', 'language', 'profile'],
  idOf: ({ userId }) => userId,
  // `version` is not included, because the database increments it.
  whole: { column: 'profile', fields: ['model', 'maxTokens', 'effort', 'updatedAt'] },
};

export const SEALABLE_PREFERENCES: SealableTable<UserPreferences> = {
  entity: UserPreferences,
  table: PROTECTED_PREFERENCES,
};
