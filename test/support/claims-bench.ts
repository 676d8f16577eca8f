import { createHash } from 'node:crypto';
import type { HeldClaim } from '../../src/claims/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { emptiedDatabase, type TestDatabase } from './database.js';
import { openRooms, type Rooms, until } from './rooms.js';

export const OWNER = { tenantId: 'default', userId: 'ann' };

/** A database without rows for each test, and processes that compete for claims on it. */
export class ClaimsBench {
  clock = new ManualClock();
  private readonly own = emptiedDatabase();

  constructor() {
    beforeEach(() => void (this.clock = new ManualClock()));
  }

  get database(): TestDatabase {
    return this.own.current;
  }

  open(): Promise<Rooms> {
    return openRooms(this.database, { clock: this.clock });
  }

  /** Two processes on PostgreSQL. SQLite has one; there both are the same. */
  async openTwo(): Promise<[Rooms, Rooms]> {
    const first = await this.open();
    return [first, this.database.dialect === 'postgres' ? await this.open() : first];
  }

  /** Two processes on either database, for tests in which they never write at the same moment. */
  async openTwoProcesses(): Promise<[Rooms, Rooms]> {
    return [await this.open(), await this.open()];
  }

  /** Takes the claim, or waits for it; a test in which there is something to find instead fails here. */
  async hold({ claims }: Rooms, text = 'x', look = nothing): Promise<HeldClaim> {
    const answer = await claims.holdOrFind(OWNER, claimOf(text), look);
    if (!('held' in answer)) throw new Error('it was not free');
    return answer.held;
  }

  /** Waits for a claim. Resolves when the database has answered that it is taken. */
  async waitFor(rooms: Rooms, text = 'x'): Promise<{ readonly claim: Promise<HeldClaim> }> {
    let claim!: Promise<HeldClaim>;
    // It looks for an answer once it has tried.
    await new Promise<void>((resolve) => {
      claim = this.hold(rooms, text, () => {
        resolve();
        return nothing();
      });
    });
    return { claim };
  }

  /** @returns resolves when the database has answered so many requests, of any of these processes, whether the claim is theirs */
  haveTried(...processes: Rooms[]): (tries: number) => Promise<void> {
    // Each request looks for an outcome once its try is answered, whether the claim is its own or not.
    const looks = [...new Set(processes)].map(({ claims }) => jest.spyOn(claims, 'find'));
    const results = () => looks.flatMap(({ mock }) => mock.results);
    return async (tries) => {
      await until(() => results().length >= tries);
      await Promise.all(results().map(({ value }) => value as Promise<unknown>));
      // What it then does with a claim of its own, it begins at once.
      await new Promise((resolve) => setImmediate(resolve));
    };
  }

  rows({ dataSource }: Rooms): Promise<{ id: string; held_until: string; holder: string | null }[]> {
    return dataSource.query('SELECT * FROM claims');
  }

  /** @returns how often that process has asked the database since whether a claim is free */
  countTries({ dataSource }: Rooms): () => number {
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

export function claimOf(text: string): { id: string; fingerprint: null } {
  return { id: createHash('sha256').update(text).digest('hex'), fingerprint: null };
}

export const nothing = (): Promise<null> => Promise.resolve(null);
