import type { FactoryProvider, InjectionToken } from '@nestjs/common';
import { type Dialect, DIALECT, TABLE_PREFIX } from '../database/index.js';
import { PostgresSearchIndex } from './postgres-search-index.js';
import type { SearchIndex, SearchTable } from './search-index.js';
import { SqliteSearchIndex } from './sqlite-search-index.js';

/** The index in `table`, on the database that a host lends. */
export function openSearchIndex(dialect: Dialect, table: SearchTable): SearchIndex {
  return dialect === 'postgres' ? new PostgresSearchIndex(table) : new SqliteSearchIndex(table);
}

/** The same for a room's module, under a token of the room's own, in the mount's own table. */
export function provideSearchIndex(token: InjectionToken<SearchIndex>, table: SearchTable): FactoryProvider {
  return {
    provide: token,
    inject: [DIALECT, TABLE_PREFIX],
    useFactory: (dialect: Dialect, prefix: string) => openSearchIndex(dialect, { ...table, name: prefix + table.name }),
  };
}
