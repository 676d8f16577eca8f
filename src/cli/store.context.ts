import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import type { StoreSettings } from '../app/index.js';
import { AuditModule, KeptAuditTrail } from '../audit/index.js';
import { CommonModule } from '../common/index.js';
import { DatabaseModule, openDataSource } from '../database/index.js';
import { withContext } from './context.js';
import { asOperator } from './operator.js';

const STORE = Symbol('STORE');
type Imports = NonNullable<ModuleMetadata['imports']>;
type DataSource = Awaited<ReturnType<typeof openDataSource>>;

@Module({})
class StoreModule {
  static of(dataSource: DataSource): DynamicModule {
    return { module: StoreModule, providers: [{ provide: STORE, useValue: dataSource }], exports: [STORE] };
  }
}

/**
 * The rooms of a command on the service's database, which is migrated first as a start of the service would. What the
 * command does is recorded as the operator's, and it fails where that cannot be.
 */
export async function withStore<T>(
  { database, migrate, audit }: StoreSettings,
  rooms: (below: Imports) => DynamicModule,
  work: (context: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const dataSource = await openDataSource(database, migrate);
  try {
    const store = [CommonModule.forRoot(), DatabaseModule.using(STORE, { imports: [StoreModule.of(dataSource)] })];
    const below = [...store, AuditModule.forRoot({ ...audit, isSealing: false, imports: store })];
    return await withContext(rooms(below), async (context) => {
      const done = await asOperator(() => work(context));
      await context.get(KeptAuditTrail, { strict: false }).flush();
      return done;
    });
  } finally {
    await dataSource.destroy();
  }
}
