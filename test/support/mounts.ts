import { type DynamicModule, type INestApplicationContext, Logger, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { AnalysisModule } from '../../src/analysis/index.js';
import { AuditModule } from '../../src/audit/index.js';
import { BudgetsModule } from '../../src/budgets/index.js';
import { CacheModule } from '../../src/cache/index.js';
import { ClaimsModule } from '../../src/claims/index.js';
import { ClaudeClient, ClaudeModule } from '../../src/claude/index.js';
import { FakeClaudeClient } from '../../src/claude/testing/fake-claude-client.js';
import { CommonModule } from '../../src/common/index.js';
import { ConversationsModule } from '../../src/conversations/index.js';
import { DatabaseModule, dataSourceOptions, openDataSource } from '../../src/database/index.js';
import { EncryptionModule } from '../../src/encryption/index.js';
import { HoldsModule } from '../../src/holds/index.js';
import { IdentityModule } from '../../src/identity/index.js';
import { JournalModule, JournalSpend } from '../../src/journal/index.js';
import { LimitsModule } from '../../src/limits/index.js';
import { ErasureModule, RetentionModule } from '../../src/people/index.js';
import { PreferencesModule } from '../../src/preferences/index.js';
import { repriseEntities, repriseMigrations } from '../../src/schema/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { UsageModule } from '../../src/usage/index.js';
import type { TestDatabase } from './database.js';

/** Reprise as it is mounted once: whatever one of its rooms provides. */
export interface Mount {
  get<T>(room: keyof Rooms, token: Type<T> | (abstract new (...args: never[]) => T)): T;
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
  const all = options.prefixes.map((prefix) => roomsOf(prefix, ConnectionModule, clock));
  const module = await Test.createTestingModule({ imports: all.flatMap((rooms) => Object.values(rooms)) })
    .overrideProvider(ClaudeClient)
    .useValue(claude)
    .compile();
  Logger.overrideLogger(['error']);
  await module.init();
  const host: Host = {
    ...{ dataSource, claude, clock, mounts: all.map((rooms) => mountOf(module, rooms)) },
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

type Rooms = ReturnType<typeof roomsOf>;

function roomsOf(tablePrefix: string, connection: Type<object>, clock: ManualClock) {
  const common = CommonModule.forRoot({ clock });
  const database = DatabaseModule.using(DataSource, { tablePrefix, imports: [connection] });
  const basis = [common, database];
  const claude = ClaudeModule.forRoot({ imports: [common] });
  const audit = AuditModule.forRoot({ imports: basis });
  const encryption = EncryptionModule.forRoot({ imports: basis });
  const limits = LimitsModule.forRoot({ requests: 2, imports: basis });
  const identity = IdentityModule.forRoot({ imports: [...basis, audit], mode: 'api-key', http: false });
  const holds = HoldsModule.forRoot({ imports: [...basis, audit], http: false });
  const budgets = BudgetsModule.forRoot({ imports: [...basis, audit], spend: JournalSpend, http: false });
  const journal = JournalModule.forRoot({ imports: [...basis, claude, budgets] });
  const claims = ClaimsModule.forRoot({ imports: [...basis, encryption] });
  const cache = CacheModule.forRoot({ imports: [common, encryption] });
  const preferences = PreferencesModule.forRoot({ imports: [...basis, encryption, audit, claude], http: false });
  const below = [...basis, encryption, audit, identity, holds, claude, journal, claims, preferences];
  const analysis = AnalysisModule.forRoot({ imports: [...below, cache], http: false });
  const conversations = ConversationsModule.forRoot({ imports: below, http: false });
  const usage = UsageModule.forRoot({ imports: below, http: false });
  const stored = [...below, budgets, analysis, conversations];
  const erasure = ErasureModule.forRoot({ imports: stored, http: false });
  const retention = RetentionModule.forRoot({ imports: stored, contentDays: 30, ledgerDays: 30, auditDays: 30 });
  return {
    ...{ database, audit, limits, identity, holds, budgets, journal, claims, preferences },
    ...{ analysis, conversations, usage, erasure, retention },
  };
}

function mountOf(app: INestApplicationContext, rooms: Rooms): Mount {
  return { get: (room, token) => app.select(rooms[room] as DynamicModule).get(token as Type, { strict: true }) };
}
