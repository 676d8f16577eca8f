import type { DataSource } from 'typeorm';

export type Dialect = 'sqlite' | 'postgres';

/** @throws when the DataSource speaks neither dialect: the migrations are written for these two. */
export function dialectOf(dataSource: DataSource): Dialect {
  switch (dataSource.options.type) {
    case 'better-sqlite3':
      return 'sqlite';
    case 'postgres':
      return 'postgres';
    default:
      throw new Error(
        `Reprise stores in better-sqlite3 or postgres, not in ${dataSource.options.type}: give it a DataSource of one of these types, with the option dataSource.`,
      );
  }
}
