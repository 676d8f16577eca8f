import type { Dialect } from '../database/index.js';
import { PostgresSearchIndex } from './postgres-search-index.js';
import type { SearchIndex, SearchTable } from './search-index.js';
import { SqliteSearchIndex } from './sqlite-search-index.js';

/** The index in `table`, on the database that a host lends. */
export function openSearchIndex(dialect: Dialect, table: SearchTable): SearchIndex {
  return dialect === 'postgres' ? new PostgresSearchIndex(table) : new SqliteSearchIndex(table);
}
