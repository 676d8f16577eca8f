import type { ProtectedTable, SealableTable } from '../encryption/index.js';
import { UserPreferences } from './entities/user-preferences.entity.js';

/** What of a user's preferences is content. */
export const PROTECTED_PREFERENCES: ProtectedTable<UserPreferences> = {
  name: 'user_preferences',
  columns: ['system', 'language', 'profile'],
  idOf: ({ userId }) => userId,
  // The database counts the versions.
  whole: { column: 'profile', fields: ['model', 'maxTokens', 'effort', 'updatedAt'] },
};

export const SEALABLE_PREFERENCES: SealableTable<UserPreferences> = {
  entity: UserPreferences,
  table: PROTECTED_PREFERENCES,
};
