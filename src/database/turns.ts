import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';
import { Lanes } from './lanes.js';
import { SerialLane } from './serial-lane.js';

export interface Transaction {
  readonly runner: QueryRunner;
  readonly afterCommit: (() => void)[];
}

/** What all mounts on one DataSource share, since they share its connections. */
export interface Turns {
  /** Whose turn it is. */
  readonly lane: SerialLane | Lanes;
  /** The transaction that surrounds the caller. */
  readonly current: AsyncLocalStorage<Transaction>;
}

const shared = new WeakMap<DataSource, Turns>();

export function turnsOf(dataSource: DataSource): Turns {
  const turns = shared.get(dataSource) ?? { lane: laneOf(dataSource), current: new AsyncLocalStorage<Transaction>() };
  shared.set(dataSource, turns);
  return turns;
}

function laneOf(dataSource: DataSource): SerialLane | Lanes {
  if (dialectOf(dataSource) === 'sqlite') return new SerialLane();
  // As many as the pool has connections, but for one that listens; `pg` has ten unless told otherwise.
  return new Lanes(Math.max((dataSource.options.poolSize ?? 10) - 1, 1));
}
