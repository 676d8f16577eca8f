import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import type { StoreSettings } from '../app/index.js';
import { AuditModule, DatabaseAuditTrail } from '../audit/index.js';
import { actingAs, CommonModule, type Identity } from '../common/index.js';
import { DatabaseModule, openDataSource, refuseMissing } from '../database/index.js';
import { withContext } from './context.js';

/** The identity of commands: the operator has the service's settings and a shell, but no account in Reprise. */
const OPERATOR: Identity = { tenantId: '', subject: 'operator', role: 'admin', userId: null, keyId: null };

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
  /** Whether the command creates the database if it does not exist. @default false: the command fails */
  readonly mayCreate?: boolean;
}

/**
 * Runs a command with its modules on the service's database. Pending migrations run first, as at a start of the service.
 * The command's changes are recorded in the audit trail in the name of the operator, or the command fails.
 * @throws UnfitDatabaseError if the database does not exist and may not be created
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

/** The same, for a module that composes the library's modules itself. `imports` provide the DataSource under the token. */
export async function withDataSource<T>(
  { database, migrate }: StoreSettings,
  module: (token: symbol, imports: Imports) => DynamicModule,
  work: (context: INestApplicationContext) => Promise<T>,
  { mayCreate = false }: StoreOptions = {},
): Promise<T> {
  if (!mayCreate) refuseMissing(database);
  const dataSource = await openDataSource(database, migrate);
  try {
    return await withContext(module(STORE, [StoreModule.of(dataSource)]), async (context) => {
      const result = await actingAs({ identity: OPERATOR, address: null, requestId: null }, () => work(context));
      await context.get(DatabaseAuditTrail, { strict: false }).flush();
      return result;
    });
  } finally {
    await dataSource.destroy();
  }
}
