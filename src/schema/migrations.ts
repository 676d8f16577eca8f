import { CreateResults1763856000000 } from '../analysis/migrations/1763856000000-create-results.js';
import { CreateResultsSearch1763856000001 } from '../analysis/migrations/1763856000001-create-results-search.js';

/** Every migration, in order. Each runs on SQLite and on PostgreSQL. */
export const REPRISE_MIGRATIONS = [CreateResults1763856000000, CreateResultsSearch1763856000001] as const;
