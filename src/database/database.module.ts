import { type DynamicModule, type InjectionToken, Module, type ModuleMetadata } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { checkOptions, modules, options as rules, rule } from '../common/index.js';
import { Database } from './database.js';
import { DatabaseIdentityRepository } from './database-identity.repository.js';
import { DatabaseProbe } from './database.probe.js';
import { DIALECT, REPRISE_DATA_SOURCE, TABLE_PREFIX } from './database.tokens.js';
import { dialectOf } from './dialect.js';
import { RequiredTables } from './required-tables.js';
import { checkedPrefix, type TablePrefixOptions } from './table-prefix.js';
import { UnitOfWork } from './unit-of-work.js';

/** With a `tablePrefix` the DataSource needs the entities and the migrations with the same one, and is initialised already. */
export interface DatabaseModuleOptions extends TablePrefixOptions {
  /** The module that provides the DataSource, unless that module is global as TypeOrmModule is. */
  readonly imports?: ModuleMetadata['imports'];
}

const RULES = rules<DatabaseModuleOptions & { readonly dataSource: unknown }>({
  dataSource: rule("a token, such as getDataSourceToken('billing')", isToken),
  imports: modules,
  // `checkedPrefix` says what it has to be.
  tablePrefix: () => [],
});

@Module({})
export class DatabaseModule {
  /**
   * Works on the DataSource the host already has.
   * @param dataSource the injection token of that DataSource, such as `getDataSourceToken('billing')`.
   * @throws Error when the prefix is none; the start fails where the DataSource has no such tables
   */
  static using(dataSource: InjectionToken, options: DatabaseModuleOptions = {}): DynamicModule {
    checkOptions('DatabaseModule', { ...options, dataSource: dataSource ?? null }, RULES);
    return {
      module: DatabaseModule,
      imports: options.imports ?? [],
      providers: [
        {
          provide: REPRISE_DATA_SOURCE,
          inject: [ModuleRef, { token: dataSource, optional: true }],
          useFactory: (app: ModuleRef, found?: DataSource) => checkedDataSource(dataSource, found, app),
        },
        { provide: DIALECT, inject: [REPRISE_DATA_SOURCE], useFactory: dialectOf },
        { provide: TABLE_PREFIX, useValue: checkedPrefix(options) },
        UnitOfWork,
        Database,
        DatabaseIdentityRepository,
        DatabaseProbe,
        RequiredTables,
      ],
      exports: [
        REPRISE_DATA_SOURCE,
        DIALECT,
        TABLE_PREFIX,
        UnitOfWork,
        Database,
        DatabaseIdentityRepository,
        DatabaseProbe,
        RequiredTables,
      ],
    };
  }
}

function isToken(value: unknown): boolean {
  return value !== '' && ['string', 'symbol', 'function'].includes(typeof value);
}

/** @throws Error that says how to lend one */
function checkedDataSource(token: InjectionToken, found: DataSource | undefined, app: ModuleRef): DataSource {
  const name = typeof token === 'function' ? token.name : String(token);
  if (found === undefined) {
    throw new Error(
      isProvided(token, app)
        ? `Reprise cannot reach the DataSource ${name}: it did not open, or imports lacks the module that exports it.`
        : `Reprise finds no DataSource under the token ${name}: import TypeOrmModule.forRoot({ … }) beside it, or name another one with dataSource: getDataSourceToken('name').`,
    );
  }
  if (typeof (found as Partial<DataSource>).options?.type !== 'string')
    throw new Error(`Reprise needs a DataSource of TypeORM, which what is provided as ${name} is not.`);
  if ((found as Partial<DataSource>).isInitialized === false)
    throw new Error(
      `The DataSource ${name} is not open: await dataSource.initialize() before Reprise is mounted on it.`,
    );
  return found;
}

function isProvided(token: InjectionToken, app: ModuleRef): boolean {
  try {
    app.get(token, { strict: false });
    return true;
  } catch {
    return false;
  }
}
