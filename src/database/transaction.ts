import type { QueryRunner } from 'typeorm';
import { Batcher, type Perform } from './batcher.js';
import { oneAfterAnother } from './typeorm-internals.js';

/** What is to be done before a commit, once for all in the transaction that have something of it to do. */
interface LastStep {
  readonly items: unknown[];
  readonly perform: (items: readonly unknown[]) => Promise<void>;
}

/** The transaction that surrounds the caller. */
export interface Transaction {
  readonly runner: QueryRunner;
  readonly afterCommit: (() => void)[];
  readonly beforeCommit: Map<unknown, LastStep>;
}

/** The steps of transactions that several are in. */
const steps = new WeakMap<QueryRunner, Batcher>();

/** A transaction that several are in, on its one connection. */
export function forSeveral(transaction: Transaction): Transaction {
  const runner = oneAfterAnother(transaction.runner);
  steps.set(runner, new Batcher());
  return { ...transaction, runner };
}

/**
 * Does the same for all who are in one transaction and come to it at once.
 * @param name of what is done: with whom it is shared
 * @param perform for one or for several, by as few statements as it can; what it returns is in the order of the items
 */
export async function inOneStepOn<Item, Outcome>(
  runner: QueryRunner,
  name: unknown,
  item: Item,
  perform: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<Outcome> {
  const batcher = steps.get(runner);
  if (!batcher) return (await perform([item]))[0] as Outcome;
  const all: Perform<Item, Outcome> = (take) => perform(take());
  return batcher.add(name, item, all);
}
