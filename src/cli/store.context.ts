import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import type { StoreSettings } from '../app/index.js';
import { AuditModule, DatabaseAuditTrail } from '../audit/index.js';
import { CommonModule } from '../common/index.js';
import { DatabaseModule, openDataSource, refuseMissing } from '../database/index.js';
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

export interface StoreOptions {
  /** Whether the command begins a database where there is none. @default false: it says that there is none */
  readonly mayMake?: boolean;
}

/**
 * The modules of a command on the service's database, which is migrated first as a start of the service would. What the
 * command does is recorded as the operator's, and it fails where that cannot be.
 * @throws UnfitDatabaseError where there is no database, and leaves none behind
 */
export function withStore<T>(
  settings: StoreSettings,
  modules: (below: Imports) => DynamicModule,
  work: (context: INestApplicationContext) => Promise<T>,
  options: StoreOptions = {},
): Promise<T> {
  const module = (token: symbol, imports: Imports) => {
    const store = [CommonModule.forRoot(), DatabaseModule.using(token, { imports })];
    return modules([...store, AuditModule.forRoot({ ...settings.audit, isSealing: false, imports: store })]);
  };
  return withDataSource(settings, module, work, options);
}

/** The same with a module that composes the modules itself, on the DataSource that `imports` bring under the token. */
export async function withDataSource<T>(
  { database, migrate }: StoreSettings,
  module: (token: symbol, imports: Imports) => DynamicModule,
  work: (context: INestApplicationContext) => Promise<T>,
  { mayMake = false }: StoreOptions = {},
): Promise<T> {
  if (!mayMake) refuseMissing(database);
  const dataSource = await openDataSource(database, migrate);
  try {
    return await withContext(module(STORE, [StoreModule.of(dataSource)]), async (context) => {
      const done = await asOperator(() => work(context));
      await context.get(DatabaseAuditTrail, { strict: false }).flush();
      return done;
    });
  } finally {
    await dataSource.destroy();
  }
}
