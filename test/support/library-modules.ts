import { Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource, type QueryRunner } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import { AuditModule, DatabaseAuditTrail } from '../../src/audit/index.js';
import { BudgetsModule, BudgetsService } from '../../src/budgets/index.js';
import { LocksModule, LocksService } from '../../src/locks/index.js';
import { ClaudeClient, ClaudeModule, type ClaudeModuleOptions } from '../../src/claude/index.js';
import { FakeClaudeClient } from '../../src/claude/testing/fake-claude-client.js';
import { CommonModule, Lifetime } from '../../src/common/index.js';
import { CompletionsModule, CompletionsService, IdempotencyService } from '../../src/completions/index.js';
import { DatabaseModule, UnitOfWork } from '../../src/database/index.js';
import { EncryptionModule } from '../../src/encryption/index.js';
import {
  JournalModule,
  JournalService,
  JournalSpend,
  LeaseKeeper,
  ReplayJournal,
  UsageRepository,
} from '../../src/journal/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import type { TestDatabase } from './database.js';

/** What goes wrong between the modules and their database; everything works until a test says otherwise. */
export class Faults {
  /** As if nobody answered at the database's address. */
  isDown = false;
  /** What becomes of the next commits: `fails` before anything is committed; `loses its answer`, though it is done. */
  readonly commits: ('fails' | 'loses its answer')[] = [];
}

/** The journal and the locks of one process, without HTTP and analyses, in front of a fake Claude. */
export interface LibraryModules {
  readonly journal: JournalService;
  readonly leases: LeaseKeeper;
  readonly budgets: BudgetsService;
  readonly replays: ReplayJournal;
  readonly usage: UsageRepository;
  readonly locks: LocksService;
  readonly idempotency: IdempotencyService;
  readonly completions: CompletionsService;
  readonly audit: DatabaseAuditTrail;
  readonly unitOfWork: UnitOfWork;
  readonly lifetime: Lifetime;
  readonly claude: FakeClaudeClient;
  readonly dataSource: DataSource;
  readonly faults: Faults;
  /** Ends the modules and leaves the connection to the host it belongs to. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

export interface ModulesOptions {
  readonly clock?: ManualClock;
  readonly claude?: FakeClaudeClient;
  readonly settings?: ClaudeModuleOptions;
  readonly keepMs?: number;
}

/** One sign of life in these tests is a minute of the clock; the real timer that gives it never comes. */
export const LEASE_MS = 60_000;

const opened = new Set<LibraryModules>();
afterEach(() => Promise.all([...opened].map((modules) => modules.close())));

/** @param database that is migrated */
export async function openModules(database: TestDatabase, options: ModulesOptions = {}): Promise<LibraryModules> {
  const { clock = new ManualClock(), claude = new FakeClaudeClient(), settings, keepMs } = options;
  const dataSourceOptions = serviceDataSourceOptions(database.url);
  if (!dataSourceOptions) throw new Error(`${database.url} names no database`);
  const faults = new Faults();
  const dataSource = withFaults(await new DataSource(dataSourceOptions).initialize(), faults);

  @Module({ providers: [{ provide: DataSource, useValue: dataSource }], exports: [DataSource] })
  class ConnectionModule {}

  const common = CommonModule.forRoot({ clock });
  const connected = DatabaseModule.using(DataSource, { imports: [ConnectionModule] });
  const claudeModule = ClaudeModule.forRoot({ ...settings, imports: [common] });
  const audit = AuditModule.forRoot({ imports: [common, connected] });
  const budgets = BudgetsModule.forRoot({ imports: [common, connected, audit], spend: JournalSpend, http: false });
  const below = [common, connected, claudeModule, budgets];
  const journal = JournalModule.forRoot({ leaseMs: LEASE_MS, keepMs, imports: below });
  const encryption = EncryptionModule.forRoot({ imports: [common, connected] });
  const locks = LocksModule.forRoot({ leaseMs: LEASE_MS, imports: [common, connected, encryption] });
  const completions = CompletionsModule.forRoot({ imports: [...below, audit, encryption, journal, locks] });
  const module = await Test.createTestingModule({ imports: [...below, journal, locks, completions] })
    .overrideProvider(ClaudeClient)
    .useValue(claude)
    .compile();
  // What these modules warn of is what the tests do to them.
  Logger.overrideLogger(false);
  await module.init();

  const modules: LibraryModules = {
    journal: module.get(JournalService),
    leases: module.get(LeaseKeeper),
    budgets: module.get(BudgetsService),
    replays: module.get(ReplayJournal),
    usage: module.get(UsageRepository),
    locks: module.get(LocksService),
    idempotency: module.get(IdempotencyService),
    completions: module.get(CompletionsService),
    audit: module.get(DatabaseAuditTrail),
    unitOfWork: module.get(UnitOfWork),
    lifetime: module.get(Lifetime),
    claude,
    dataSource,
    faults,
    leave: () => module.close(),
    close: async () => {
      if (!opened.delete(modules)) return;
      await modules.leave();
      await dataSource.destroy();
    },
  };
  opened.add(modules);
  return modules;
}

/** Goes on as soon as it is so; fails with the test's own time-out. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

export function withFaults(dataSource: DataSource, faults: Faults): DataSource {
  const patched = new WeakSet<QueryRunner>();
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode) => {
    const runner = create(mode);
    // SQLite has one for everybody.
    if (!patched.has(runner)) breakable(runner, faults);
    patched.add(runner);
    return runner;
  };
  return dataSource;
}

function breakable(runner: QueryRunner, faults: Faults): void {
  const start = runner.startTransaction.bind(runner);
  const commit = runner.commitTransaction.bind(runner);
  const query = runner.query.bind(runner);
  runner.startTransaction = async (...args) => {
    if (faults.isDown) throw brokenConnection();
    await start(...args);
  };
  runner.query = async <T>(...args: unknown[]): Promise<T> => {
    if (faults.isDown) throw brokenConnection();
    return (await query(...(args as Parameters<typeof query>))) as T;
  };
  runner.commitTransaction = async () => {
    const fault = faults.commits.shift();
    if (fault !== 'fails') await commit();
    if (fault) throw brokenConnection();
  };
}

function brokenConnection(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}
