import { CreateResults1763856000000 } from '../analysis/migrations/1763856000000-create-results.js';
import { CreateResultsSearch1763856000001 } from '../analysis/migrations/1763856000001-create-results-search.js';
import { CreateClaims1763942400001 } from '../claims/migrations/1763942400001-create-claims.js';
import { CreateConversations1764028800000 } from '../conversations/migrations/1764028800000-create-conversations.js';
import { CreateConversationsSearch1764028800001 } from '../conversations/migrations/1764028800001-create-conversations-search.js';
import { CreateCalls1763942400000 } from '../journal/migrations/1763942400000-create-calls.js';

/** Every migration, in order. Each runs on SQLite and on PostgreSQL. */
export const REPRISE_MIGRATIONS = [
  CreateResults1763856000000,
  CreateResultsSearch1763856000001,
  CreateCalls1763942400000,
  CreateClaims1763942400001,
  CreateConversations1764028800000,
  CreateConversationsSearch1764028800001,
] as const;
