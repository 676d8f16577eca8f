import { setImmediate } from 'node:timers/promises';
import { EntityManager, type QueryRunner } from 'typeorm';
import type { PostgresClient } from './prepared-statements.js';
import { SerialLane } from './serial-lane.js';

/** What is to be done before a commit, once for all who have something of it to do. */
interface LastStep {
  readonly items: unknown[];
  readonly perform: (items: readonly unknown[]) => Promise<void>;
}

/** What surrounds whoever reads and writes in it. */
export interface Transaction {
  readonly runner: QueryRunner;
  readonly afterCommit: (() => void)[];
  readonly beforeCommit: Map<unknown, LastStep>;
}

/** One that several are in: what each of them does is sent one statement after another, since there is one connection. */
export function forSeveral(transaction: Transaction): Transaction {
  const { runner } = transaction;
  const lane = new SerialLane();
  const query = (...statement: Parameters<QueryRunner['query']>): Promise<unknown> =>
    lane.enter(() => runner.query(...statement));
  const connect = async (): Promise<PostgresClient> => {
    const client = (await runner.connect()) as PostgresClient;
    return { query: (statement) => lane.enter(() => client.query(statement)) };
  };
  const inTurn = Object.create(runner, { query: { value: query }, connect: { value: connect } }) as QueryRunner;
  Object.defineProperty(inTurn, 'manager', { value: new EntityManager(runner.dataSource, inTurn) });
  steps.set(inTurn, new Map());
  return { ...transaction, runner: inTurn };
}

interface Step {
  readonly items: unknown[];
  readonly outcomes: Promise<readonly unknown[]>;
}

/** The steps of those transactions that several are in, which have begun and not been sent. */
const steps = new WeakMap<QueryRunner, Map<unknown, Step>>();

/**
 * Does the same for all who are in one transaction and come to it at once.
 * @param name of what is done: with whom it is shared
 * @param perform for one or for several, by as few statements as it can; what it returns is in the order of the items
 */
export async function inOneStep<Item, Outcome>(
  db: EntityManager,
  name: unknown,
  item: Item,
  perform: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<Outcome> {
  const coming = db.queryRunner && steps.get(db.queryRunner);
  if (!coming) return (await perform([item]))[0] as Outcome;
  const { items, outcomes } = coming.get(name) ?? begin(coming, name, perform);
  const place = items.push(item) - 1;
  return (await outcomes)[place] as Outcome;
}

/** Once everybody has come who goes on at the same moment. */
function begin<Item>(
  coming: Map<unknown, Step>,
  name: unknown,
  perform: (items: readonly Item[]) => Promise<readonly unknown[]>,
): Step {
  const items: Item[] = [];
  const outcomes = setImmediate().then(() => {
    coming.delete(name);
    return perform(items);
  });
  const step = { items, outcomes };
  coming.set(name, step);
  return step;
}
