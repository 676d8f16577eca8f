import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource } from 'typeorm';
import { poolSizeOf } from './data-source-faults.js';
import { dialectOf } from './dialect.js';
import { Semaphore } from './semaphore.js';
import type { Transaction } from './transaction.js';
import { WriteQueue } from './write-queue.js';

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
  if (dialectOf(dataSource) === 'sqlite') return { lane: new Semaphore(1, null), writers: new WriteQueue(), current };
  // As many as the pool has connections, but for one that listens.
  const lanes = Math.max(poolSizeOf(dataSource) - 1, 1);
  return { lane: new Semaphore(lanes), writers: null, current };
}
