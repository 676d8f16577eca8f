import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from '../../src/database/index.js';
import { REPRISE_ENTITIES, REPRISE_MIGRATIONS, RepriseModule } from '../../src/index.js';
import type { TestDatabase } from './database.js';
import { options, startHost } from './host.js';

/** What a DataSource needs for Reprise. */
export const OURS = { entities: [...REPRISE_ENTITIES], migrations: [...REPRISE_MIGRATIONS] };

/** A host's connection as it is told to be, also wrongly. */
export function connected(database: TestDatabase, more: object): DynamicModule {
  const found = { ...dataSourceOptions(database.url, {}), retryAttempts: 0, ...more };
  return TypeOrmModule.forRoot(found);
}

export function mount(more: object = {}): DynamicModule {
  return RepriseModule.forRoot({ ...options(), ...more });
}

/** What a host is told that does not start. */
export function refusalOf(imports: DynamicModule[]): Promise<string> {
  return startHost({ imports }).then(
    () => 'it started',
    (error: Error) => error.message,
  );
}
