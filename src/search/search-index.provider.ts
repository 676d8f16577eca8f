import type { FactoryProvider, InjectionToken } from '@nestjs/common';
import { type Dialect, DIALECT, type PlainTable, TABLE_PREFIX } from '../database/index.js';
import { PostgresSearchIndex } from './postgres-search-index.js';
import type { SearchIndex, SearchTable } from './search-index.js';
import { SqliteSearchIndex } from './sqlite-search-index.js';

/** The search index in `table` for the dialect of the database. */
export function openSearchIndex(dialect: Dialect, table: SearchTable): SearchIndex {
  return dialect === 'postgres' ? new PostgresSearchIndex(table) : new SqliteSearchIndex(table);
}

/** Provider of a search index under its own token. The table has the mount's prefix. */
export function provideSearchIndex(token: InjectionToken<SearchIndex>, table: SearchTable): FactoryProvider {
  return {
    provide: token,
    inject: [DIALECT, TABLE_PREFIX],
    useFactory: (dialect: Dialect, prefix: string) => openSearchIndex(dialect, { ...table, name: prefix + table.name }),
  };
}

/** The tables of the index, for `requireTables`. */
export function searchTables({ name, document, subject }: SearchTable): (dialect: Dialect) => PlainTable[] {
  const ids = [...new Set([document, subject])];
  return (dialect) => {
    if (dialect === 'postgres') return [{ name, columns: [...ids, 'terms'], key: document }];
    // The FTS5 table has no visible key.
    const documents = { name: `${name}_docs`, columns: ['doc_id', ...ids], key: document };
    return [documents, { name, columns: ['terms'], key: null }];
  };
}
