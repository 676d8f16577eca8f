import { AsyncResource } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { DatabaseUnavailableError, isHeldUp, isUnavailable } from './database.errors.js';
import { markRepeatable, mustBePreparedAnew } from './prepared-statements.js';
import { forSeveral, type Transaction } from './transaction.js';

type Work = () => Promise<unknown>;

/** How work is run in a transaction, by those who can. */
interface Runs {
  /** Begins a transaction, and commits it. */
  readonly begin: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  readonly inside: <T>(transaction: Transaction, work: () => Promise<T>) => Promise<T>;
}

interface Member {
  readonly work: Work;
  /** Runs in the context in which it was asked for: in the name of who acts. */
  readonly apart: <T>(job: () => T) => T;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** What is to be announced of it once it is committed. */
  afterCommit: (() => void)[];
  /** Whether it was run before, because of a statement that had to be prepared anew. */
  isPreparedAnew?: true;
}

/** How many one transaction takes. */
const AT_ONCE = 100;

/**
 * Makes one transaction of several that are asked for at once. None of them is told before it is committed. Where one of
 * them fails nothing is committed, and that one is run again alone, so that nobody fails for another's reason.
 */
export class JointTransactions {
  /** Those that have come and not begun, by kind. */
  private readonly coming = new Map<string, Member[]>();

  constructor(private readonly runs: Runs) {}

  /** @param work may be run twice, and then the first time has come to nothing */
  join<T>(kind: string, work: () => Promise<T>): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      const context = new AsyncResource('reprise.JointTransaction');
      const member: Member = { work, apart: (job) => context.runInAsyncScope(job), resolve, reject, afterCommit: [] };
      const members = this.coming.get(kind) ?? this.gather(kind);
      if (members.push(member) >= AT_ONCE) this.coming.delete(kind);
    }) as Promise<T>;
  }

  private gather(kind: string): Member[] {
    const members: Member[] = [];
    this.coming.set(kind, members);
    void this.commit(members, () => this.coming.get(kind) === members && this.coming.delete(kind));
    return members;
  }

  /** Once whoever else comes now is there, too, and there is a connection. @param close lets nobody else in */
  private async commit(members: Member[], close: () => void = () => undefined): Promise<void> {
    let outcomes: readonly PromiseSettledResult<unknown>[] = [];
    await setImmediate();
    try {
      await this.runs.begin(async (transaction) => {
        close();
        outcomes = await this.runAll(transaction, members);
        const failures = outcomes
          .filter((outcome) => outcome.status === 'rejected')
          .map(({ reason }) => reason as unknown);
        if (failures.length > 0) throw failures.find(isUnavailable) ?? failures[0];
      });
    } catch (error) {
      close();
      const isAway = error instanceof DatabaseUnavailableError && !isHeldUp(error);
      if (isAway || (members.length === 1 && !isToBePreparedAnew(members, error)))
        members.forEach(({ reject }) => reject(error));
      else this.again(members, outcomes);
      return;
    }
    members.forEach((member, place) => announce(member, outcomes[place] as PromiseFulfilledResult<unknown>));
  }

  private async runAll(
    transaction: Transaction,
    members: readonly Member[],
  ): Promise<readonly PromiseSettledResult<unknown>[]> {
    const own = members.length > 1 ? forSeveral(transaction) : transaction;
    markRepeatable(own.runner);
    return Promise.allSettled(
      members.map((member) => {
        member.afterCommit = [];
        const { apart, afterCommit, work } = member;
        return apart(() => this.runs.inside({ ...own, afterCommit }, work));
      }),
    );
  }

  /** Those that failed each alone, and the others together; each alone where it is not known whose fault it was. */
  private again(members: readonly Member[], outcomes: readonly PromiseSettledResult<unknown>[]): void {
    const isFailed = (place: number): boolean => outcomes[place]?.status !== 'fulfilled';
    const others = members.filter((_, place) => !isFailed(place));
    const isKnown = others.length < members.length;
    for (const member of isKnown ? members.filter((_, place) => isFailed(place)) : members) void this.commit([member]);
    if (isKnown && others.length > 0) void this.commit(others);
  }
}

/** It is committed: what goes wrong from here on is one's own affair. */
function announce({ apart, afterCommit, resolve, reject }: Member, { value }: PromiseFulfilledResult<unknown>): void {
  try {
    apart(() => afterCommit.forEach((tell) => tell()));
    resolve(value);
  } catch (error) {
    reject(error);
  }
}

/** Once for each. */
function isToBePreparedAnew([member]: readonly Member[], error: unknown): boolean {
  if (!member || member.isPreparedAnew || !mustBePreparedAnew(error)) return false;
  return (member.isPreparedAnew = true);
}
