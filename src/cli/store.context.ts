import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import type { StoreSettings } from '../app/index.js';
import { CommonModule } from '../common/index.js';
import { DatabaseModule, openDataSource } from '../database/index.js';
import { withContext } from './context.js';

const STORE = Symbol('STORE');
type Imports = NonNullable<ModuleMetadata['imports']>;
type DataSource = Awaited<ReturnType<typeof openDataSource>>;

@Module({})
class StoreModule {
  static of(dataSource: DataSource): DynamicModule {
    return { module: StoreModule, providers: [{ provide: STORE, useValue: dataSource }], exports: [STORE] };
  }
}

/** The rooms of a command on the service's database, which is migrated first as a start of the service would. */
export async function withStore<T>(
  { database, migrate }: StoreSettings,
  rooms: (below: Imports) => DynamicModule,
  work: (context: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const dataSource = await openDataSource(database, migrate);
  try {
    const below = [CommonModule.using(), DatabaseModule.using(STORE, [StoreModule.of(dataSource)])];
    return await withContext(rooms(below), work);
  } finally {
    await dataSource.destroy();
  }
}
