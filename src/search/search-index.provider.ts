import type { FactoryProvider, InjectionToken } from '@nestjs/common';
import { type Dialect, DIALECT, type PlainTable, TABLE_PREFIX } from '../database/index.js';
import { PostgresSearchIndex } from './postgres-search-index.js';
import type { SearchIndex, SearchTable } from './search-index.js';
import { SqliteSearchIndex } from './sqlite-search-index.js';

/** The index in `table`, on the database that a host lends. */
export function openSearchIndex(dialect: Dialect, table: SearchTable): SearchIndex {
  return dialect === 'postgres' ? new PostgresSearchIndex(table) : new SqliteSearchIndex(table);
}

/** The same for a module, under a token of its own, in the mount's own table. */
export function provideSearchIndex(token: InjectionToken<SearchIndex>, table: SearchTable): FactoryProvider {
  return {
    provide: token,
    inject: [DIALECT, TABLE_PREFIX],
    useFactory: (dialect: Dialect, prefix: string) => openSearchIndex(dialect, { ...table, name: prefix + table.name }),
  };
}

/** What the index is kept in, for `requireTables`. */
export function searchTables({ name, document, subject }: SearchTable): (dialect: Dialect) => PlainTable[] {
  const ids = [...new Set([document, subject])];
  return (dialect) => {
    if (dialect === 'postgres') return [{ name, columns: [...ids, 'terms'], key: document }];
    // The full-text index itself has no key that one could see.
    const documents = { name: `${name}_docs`, columns: ['doc_id', ...ids], key: document };
    return [documents, { name, columns: ['terms'], key: null }];
  };
}
