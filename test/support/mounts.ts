import { type DynamicModule, type INestApplicationContext, Logger, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { AnalysisModule } from '../../src/analysis/index.js';
import { AuditModule } from '../../src/audit/index.js';
import { BudgetsModule } from '../../src/budgets/index.js';
import { LocksModule } from '../../src/locks/index.js';
import { ClaudeClient } from '../../src/claude/index.js';
import { FakeClaudeClient } from '../../src/claude/testing/fake-claude-client.js';
import { ConversationsModule } from '../../src/conversations/index.js';
import { DatabaseModule, dataSourceOptions, openDataSource } from '../../src/database/index.js';
import { HoldsModule } from '../../src/holds/index.js';
import { IdentityModule } from '../../src/identity/index.js';
import { RateLimitsModule } from '../../src/rate-limits/index.js';
import { ErasureModule, RetentionModule } from '../../src/privacy/index.js';
import { PreferencesModule } from '../../src/preferences/index.js';
import { RepriseModule } from '../../src/reprise/index.js';
import { repriseEntities, repriseMigrations } from '../../src/schema/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { UsageModule } from '../../src/usage/index.js';
import type { TestDatabase } from './database.js';

/** Reprise as it is mounted once: whatever one of its modules provides. */
export interface Mount {
  get<T>(module: LibraryModule, token: Type<T> | (abstract new (...args: never[]) => T)): T;
}

/** A host with a DataSource of its own, and Reprise on it once for each prefix. */
export interface Host {
  readonly dataSource: DataSource;
  readonly claude: FakeClaudeClient;
  readonly clock: ManualClock;
  readonly mounts: readonly Mount[];
  close(): Promise<void>;
}

export interface HostOptions {
  readonly prefixes: readonly string[];
  /** What the host has in its database beside Reprise. */
  readonly entities?: readonly Type<object>[];
  readonly migrations?: readonly Type<object>[];
}

const opened = new Set<Host>();
afterEach(() => Promise.all([...opened].map((host) => host.close())));

export async function openHost(database: TestDatabase, options: HostOptions): Promise<Host> {
  const dataSource = await openDataSource(optionsOf(database, options), true);
  @Module({ providers: [{ provide: DataSource, useValue: dataSource }], exports: [DataSource] })
  class ConnectionModule {}

  const [clock, claude] = [new ManualClock(), new FakeClaudeClient()];
  const all = options.prefixes.map((prefix) => mountOn(ConnectionModule, prefix, clock));
  const module = await Test.createTestingModule({ imports: all })
    .overrideProvider(ClaudeClient)
    .useValue(claude)
    .compile();
  Logger.overrideLogger(['error']);
  await module.init();
  const host: Host = {
    dataSource,
    claude,
    clock,
    mounts: all.map((mount) => mountOf(module, mount)),
    close: async () => {
      if (!opened.delete(host)) return;
      await module.close();
      await dataSource.destroy();
    },
  };
  opened.add(host);
  return host;
}

/** The DataSource that a host gives to as many mounts. */
export function optionsOf(database: TestDatabase, options: HostOptions): DataSourceOptions {
  const tables = options.prefixes.map((tablePrefix) => ({ tablePrefix }));
  const found = dataSourceOptions(database.url, {
    entities: [...(options.entities ?? []), ...tables.flatMap(repriseEntities)],
    migrations: [...(options.migrations ?? []), ...tables.flatMap(repriseMigrations)],
  });
  if (!found) throw new Error(`${database.url} names no database`);
  return found;
}

type LibraryModule = keyof typeof MODULES;

function mountOn(connection: Type<object>, tablePrefix: string, clock: ManualClock): DynamicModule {
  return RepriseModule.forRoot({
    dataSource: DataSource,
    imports: [connection],
    tablePrefix,
    http: false,
    claude: {},
    identity: { mode: 'api-key' },
    limits: { requests: 2 },
    clock,
    retention: { contentDays: 30, ledgerDays: 30, auditDays: 30 },
  });
}

function mountOf(app: INestApplicationContext, { imports = [] }: DynamicModule): Mount {
  const moduleOf = (name: LibraryModule) => (imports as DynamicModule[]).find(({ module }) => module === MODULES[name]);
  return { get: (name, token) => app.select(moduleOf(name) as DynamicModule).get(token as Type, { strict: true }) };
}

/** What the modules of a mount are called here. */
const MODULES = {
  database: DatabaseModule,
  audit: AuditModule,
  limits: RateLimitsModule,
  identity: IdentityModule,
  holds: HoldsModule,
  budgets: BudgetsModule,
  locks: LocksModule,
  preferences: PreferencesModule,
  analysis: AnalysisModule,
  conversations: ConversationsModule,
  usage: UsageModule,
  erasure: ErasureModule,
  retention: RetentionModule,
};
