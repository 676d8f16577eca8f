import type { ProtectedTable } from '../encryption/index.js';
import type { UserPreferences } from './entities/user-preferences.entity.js';

/** What of a user's preferences is content. */
export const PROTECTED_PREFERENCES: ProtectedTable<UserPreferences> = {
  name: 'user_preferences',
  columns: ['system', 'language', 'profile'],
  idOf: ({ userId }) => userId,
  // The database counts the versions.
  whole: { column: 'profile', fields: ['model', 'maxTokens', 'effort', 'updatedAt'] },
};
