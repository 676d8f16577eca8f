import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { serviceDataSourceOptions } from '../../src/app/data-source-options.js';
import type { ClaudeRequest } from '../../src/claude/index.js';
import type { Answered } from '../../src/journal/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { emptiedDatabase, type TestDatabase } from './database.js';
import { openModules, type LibraryModules, type ModulesOptions } from './library-modules.js';

export const OWNER = { tenantId: 'default', userId: 'ann' };
/** What an answer of the fake Claude costs, in picodollars. */
export const FAKE_COST = '35000000';
export const REQUEST: ClaudeRequest = {
  model: 'claude-haiku-4-5',
  maxTokens: 64,
  system: null,
  messages: [{ role: 'user', content: 'hello' }],
  effort: null,
  schema: null,
  cachePrefix: false,
};

/** A database without rows for each test, the journals of any number of processes on it, and a witness. */
export class JournalBench {
  clock = new ManualClock();
  private readonly own = emptiedDatabase();
  /** Somebody else's connection: it sees what is committed and nothing else. */
  witness: DataSource;

  constructor() {
    beforeEach(async () => {
      this.clock = new ManualClock();
      const options = serviceDataSourceOptions(this.database.url);
      if (!options) throw new Error(`${this.database.url} names no database`);
      this.witness = await new DataSource(options).initialize();
    });
    afterEach(() => this.witness.destroy());
  }

  get database(): TestDatabase {
    return this.own.current;
  }

  open(options: ModulesOptions = {}): Promise<LibraryModules> {
    return openModules(this.database, { clock: this.clock, ...options });
  }

  ask({ journal }: LibraryModules, options: Parameters<LibraryModules['journal']['ask']>[3] = {}): Promise<Answered> {
    const purpose = { kind: 'analysis' as const, subjectId: randomUUID(), requestDigest: 'd'.repeat(64) };
    return journal.ask(OWNER, purpose, REQUEST, options);
  }

  /** Stores the answer beside the call's end. Which table it is stored in is all the same to the journal. */
  store(modules: LibraryModules, answered: Answered): Promise<void> {
    return modules.journal.commit(OWNER, answered, () => this.insertAnswer(modules, answered.callId));
  }

  /** In the surrounding transaction; a second one with this id fails. */
  async insertAnswer({ unitOfWork }: LibraryModules, id: string): Promise<void> {
    const sql = `INSERT INTO claims (id, tenant_id, user_id, held_until) VALUES ('${id}', 't', 'u', '9')`;
    await unitOfWork.write((db) => db.query(sql));
  }

  async storedAnswers(): Promise<number> {
    return (await this.witness.query<unknown[]>("SELECT id FROM claims WHERE tenant_id = 't'")).length;
  }

  calls(): Promise<Record<string, unknown>[]> {
    return this.witness.query('SELECT * FROM calls ORDER BY started_at, attempt, id');
  }

  async statuses(): Promise<unknown[]> {
    return (await this.calls()).map(({ status }) => status);
  }
}
