import type { DataSourceOptions } from 'typeorm';
import type { TablePrefixOptions } from '../database/index.js';
import { repriseEntities, repriseMigrations } from '../schema/index.js';

type Classes = Extract<NonNullable<DataSourceOptions['entities']>, readonly unknown[]>;
type Migrations = Extract<NonNullable<DataSourceOptions['migrations']>, readonly unknown[]>;

export interface TestingDataSourceOptions extends TablePrefixOptions {
  /** The host's own entities. @default none */
  readonly entities?: Classes;
  /** The host's own migrations. @default none */
  readonly migrations?: Migrations;
}

/**
 * Options of an in-memory SQLite database with Reprise's tables, which are empty at each start:
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
