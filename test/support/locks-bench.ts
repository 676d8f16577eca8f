import { createHash } from 'node:crypto';
import type { LockHandle } from '../../src/locks/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { emptiedDatabase, type TestDatabase } from './database.js';
import { openModules, type LibraryModules, until } from './library-modules.js';

export const OWNER = { tenantId: 'default', userId: 'ann' };

/** A database without rows for each test, and processes that compete for locks on it. */
export class LocksBench {
  clock = new ManualClock();
  private readonly own = emptiedDatabase();

  constructor() {
    beforeEach(() => void (this.clock = new ManualClock()));
  }

  get database(): TestDatabase {
    return this.own.current;
  }

  open(): Promise<LibraryModules> {
    return openModules(this.database, { clock: this.clock });
  }

  /** Two processes on PostgreSQL. SQLite has one; there both are the same. */
  async openTwo(): Promise<[LibraryModules, LibraryModules]> {
    const first = await this.open();
    return [first, this.database.dialect === 'postgres' ? await this.open() : first];
  }

  /** Two processes on either database, for tests in which they never write at the same moment. */
  async openTwoProcesses(): Promise<[LibraryModules, LibraryModules]> {
    return [await this.open(), await this.open()];
  }

  /** Takes the lock, or waits for it; a test in which there is something to find instead fails here. */
  async hold({ locks }: LibraryModules, text = 'x', look = nothing): Promise<LockHandle> {
    const answer = await locks.holdOrFind(OWNER, lockIdOf(text), look);
    if (!('held' in answer)) throw new Error('it was not free');
    return answer.held;
  }

  /** Waits for a lock. Resolves when the database has answered that it is taken. */
  async waitFor(modules: LibraryModules, text = 'x'): Promise<{ readonly lock: Promise<LockHandle> }> {
    let lock!: Promise<LockHandle>;
    // It looks for an answer once it has tried.
    await new Promise<void>((resolve) => {
      lock = this.hold(modules, text, () => {
        resolve();
        return nothing();
      });
    });
    return { lock };
  }

  /** @returns resolves when the database has answered so many requests, of any of these processes, whether the lock is theirs */
  haveTried(...processes: LibraryModules[]): (tries: number) => Promise<void> {
    // Each request looks for an outcome once its try is answered, whether the lock is its own or not.
    const looks = [...new Set(processes)].map(({ locks }) => jest.spyOn(locks, 'find'));
    const results = () => looks.flatMap(({ mock }) => mock.results);
    return async (tries) => {
      await until(() => results().length >= tries);
      await Promise.all(results().map(({ value }) => value as Promise<unknown>));
      // What it then does with a lock of its own, it begins at once.
      await new Promise((resolve) => setImmediate(resolve));
    };
  }

  rows({ dataSource }: LibraryModules): Promise<{ id: string; held_until: string; holder: string | null }[]> {
    return dataSource.query('SELECT * FROM claims');
  }

  /** @returns how often that process has asked the database since whether a lock is free */
  countTries({ dataSource }: LibraryModules): () => number {
    let tries = 0;
    const { logger } = dataSource;
    const logQuery = logger.logQuery.bind(logger);
    logger.logQuery = (sql, ...rest) => {
      if (/INSERT INTO claims/.test(sql)) tries += 1;
      logQuery(sql, ...rest);
    };
    return () => tries;
  }
}

export function lockIdOf(text: string): { id: string; fingerprint: null } {
  return { id: createHash('sha256').update(text).digest('hex'), fingerprint: null };
}

export const nothing = (): Promise<null> => Promise.resolve(null);
