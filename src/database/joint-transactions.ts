import { AsyncResource } from 'node:async_hooks';
import { Batcher } from './batcher.js';
import { DatabaseUnavailableError, isHeldUp, isUnavailable } from './database.errors.js';
import { markRetryable, mustBePreparedAnew } from './prepared-statements.js';
import { forSeveral, type Transaction } from './transaction.js';

/**
 * Work in a transaction that is perhaps run twice, and then the first time has been rolled back: it changes the database, and
 * nothing else.
 */
export type RetryableWork<T> = () => Promise<T>;

/** How a transaction is run. */
interface Runs {
  /** Begins a transaction, and commits it. */
  readonly begin: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  readonly inside: <T>(transaction: Transaction, work: () => Promise<T>) => Promise<T>;
}

interface Member {
  readonly work: RetryableWork<unknown>;
  /** Runs in the context in which it was asked for: in the name of the same caller. */
  readonly apart: <T>(job: () => T) => T;
  /** What is to be announced of it once it is committed. */
  afterCommit: (() => void)[];
  /** Whether it was run before, because of a statement that had to be prepared anew. */
  isPreparedAnew?: true;
}

type Outcomes = readonly PromiseSettledResult<unknown>[];

/** How many one transaction takes. */
const AT_ONCE = 100;

/**
 * Makes one transaction of several that are asked for at once. None of them is told before it is committed. Where one of
 * them fails nothing is committed, and that one is run again alone, so that it fails for its own reason only.
 */
export class JointTransactions {
  private readonly batches = new Batcher({ most: AT_ONCE });

  constructor(private readonly runs: Runs) {}

  /** @param kind those of one kind come together */
  join<T>(kind: string, work: RetryableWork<T>): Promise<T> {
    const context = new AsyncResource('reprise.JointTransaction');
    const member: Member = { work, apart: (job) => context.runInAsyncScope(job), afterCommit: [] };
    return this.batches.add<Member, T>(kind, member, (take) => this.commit(take) as Promise<readonly Promise<T>[]>);
  }

  /** @returns what came of each */
  private async commit(take: () => readonly Member[]): Promise<readonly Promise<unknown>[]> {
    let outcomes: Outcomes = [];
    try {
      await this.runs.begin(async (transaction) => {
        outcomes = await this.runAll(transaction, take());
        const failures = outcomes.flatMap((outcome) =>
          outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
        );
        if (failures.length > 0) throw failures.find(isUnavailable) ?? failures[0];
      });
    } catch (error) {
      const members = take();
      const isAway = error instanceof DatabaseUnavailableError && !isHeldUp(error);
      if (isAway || (members.length === 1 && !isToBePreparedAnew(members, error))) throw error;
      return this.again(members, outcomes);
    }
    return take().map((member, place) => announce(member, outcomes[place] as PromiseFulfilledResult<unknown>));
  }

  private async runAll(transaction: Transaction, members: readonly Member[]): Promise<Outcomes> {
    const own = members.length > 1 ? forSeveral(transaction) : transaction;
    markRetryable(own.runner);
    return Promise.allSettled(
      members.map((member) => {
        member.afterCommit = [];
        const { apart, afterCommit, work } = member;
        return apart(() => this.runs.inside({ ...own, afterCommit }, work));
      }),
    );
  }

  /** Those that failed each alone, and the others together; each alone where it is not known which of them failed. */
  private again(members: readonly Member[], outcomes: Outcomes): Promise<unknown>[] {
    const others = members.filter((_, place) => outcomes[place]?.status === 'fulfilled');
    const isKnown = others.length < members.length;
    const together = isKnown && others.length > 0 ? this.commit(() => others) : null;
    return members.map(async (member) => {
      const place = others.indexOf(member);
      if (together && place >= 0) return (await together)[place];
      return (await this.commit(() => [member]))[0];
    });
  }
}

/** It is committed: what goes wrong from here on concerns this one only. */
function announce({ apart, afterCommit }: Member, { value }: PromiseFulfilledResult<unknown>): Promise<unknown> {
  return new Promise((resolve) => {
    apart(() => afterCommit.forEach((tell) => tell()));
    resolve(value);
  });
}

/** Once for each. */
function isToBePreparedAnew([member]: readonly Member[], error: unknown): boolean {
  if (!member || member.isPreparedAnew || !mustBePreparedAnew(error)) return false;
  return (member.isPreparedAnew = true);
}
