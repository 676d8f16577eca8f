import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource } from 'typeorm';
import { Semaphore } from '../common/index.js';
import { DatabaseUnavailableError } from './database.errors.js';
import { poolSizeOf } from './data-source-faults.js';
import { dialectOf } from './dialect.js';
import type { Transaction } from './transaction.js';
import { WriteQueue } from './write-queue.js';

/**
 * How long work waits for a connection, in milliseconds. A thousand requests at once at one core take ten seconds; the
 * driver's own queue would end with the time for making a connection, which has to be short.
 */
const WAIT_TIMEOUT_MS = 30_000;

/** What all mounts on one DataSource share, since they share its connections. */
export interface ConnectionScheduler {
  /** Whose turn it is to have a connection. */
  readonly lane: Semaphore;
  /** On SQLite, where the host's code has the same connection: who writes next. Reads do not wait for those that wait there. */
  readonly writers: WriteQueue | null;
  /** The transaction that surrounds the caller. */
  readonly current: CurrentTransaction;
}

interface OpenTransaction {
  readonly of: CurrentTransaction;
  readonly transaction: Transaction;
  /** On another DataSource, which surrounds this one. */
  readonly outer: OpenTransaction | undefined;
}

/** One for the process: before Node 24 each AsyncLocalStorage slows every promise down, also after its DataSource is gone. */
const open = new AsyncLocalStorage<OpenTransaction>();

/** The transaction of one DataSource that surrounds the caller. */
export class CurrentTransaction {
  getStore(): Transaction | undefined {
    for (let found = open.getStore(); found; found = found.outer) if (found.of === this) return found.transaction;
    return undefined;
  }

  run<T>(transaction: Transaction, work: () => T): T {
    return open.run({ of: this, transaction, outer: open.getStore() }, work);
  }
}

const shared = new WeakMap<DataSource, ConnectionScheduler>();

export function schedulerOf(dataSource: DataSource): ConnectionScheduler {
  const turns = shared.get(dataSource) ?? newScheduler(dataSource);
  shared.set(dataSource, turns);
  return turns;
}

function newScheduler(dataSource: DataSource): ConnectionScheduler {
  const current = new CurrentTransaction();
  if (dialectOf(dataSource) === 'sqlite')
    return { lane: new Semaphore({ slots: 1 }), writers: new WriteQueue(), current };
  // As many as the pool has connections, but for one that listens.
  const slots = Math.max(poolSizeOf(dataSource) - 1, 1);
  const timedOut = () => new DatabaseUnavailableError();
  return { lane: new Semaphore({ slots, maxWaitMs: WAIT_TIMEOUT_MS, timedOut }), writers: null, current };
}
