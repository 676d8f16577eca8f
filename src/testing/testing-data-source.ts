import type { DataSourceOptions } from 'typeorm';
import type { TablePrefixOptions } from '../database/index.js';
import { repriseEntities, repriseMigrations } from '../schema/index.js';

type Classes = Extract<NonNullable<DataSourceOptions['entities']>, readonly unknown[]>;
type Migrations = Extract<NonNullable<DataSourceOptions['migrations']>, readonly unknown[]>;

export interface TestingDataSourceOptions extends TablePrefixOptions {
  /** Of the host, beside Reprise's. @default none */
  readonly entities?: Classes;
  /** Of the host, beside Reprise's. @default none */
  readonly migrations?: Migrations;
}

/**
 * Options of a SQLite database in memory with Reprise's tables, empty at each start:
 * `TypeOrmModule.forRoot({ name: 'records', ...testingDataSource() })`.
 */
export function testingDataSource({ entities = [], migrations = [], ...prefix }: TestingDataSourceOptions = {}) {
  return {
    type: 'better-sqlite3' as const,
    database: ':memory:',
    entities: [...repriseEntities(prefix), ...entities],
    migrations: [...repriseMigrations(prefix), ...migrations],
    migrationsRun: true,
  };
}
