import type { Owner } from './owner.js';

/** What one module holds about users, as it is exported: each module says itself what that is. */
export abstract class Exportable {
  /** What its lines may be, as the manifest counts them: `result`. */
  abstract readonly types: readonly string[];
  /** The tables it is read from. */
  abstract readonly tables: readonly string[];

  /** Everything of the owner's, oldest first, read a page at a time as it is asked for; each as the routes show it. */
  abstract export(owner: Owner): AsyncIterable<{ readonly type: string }>;
}

/** What one module holds about users, as it is erased. */
export abstract class Erasable {
  /** Names it in receipts: `results`. */
  abstract readonly kind: string;

  /**
   * Erases at most `most` rows of the owner's, in the surrounding transaction.
   * @param pseudonym stands for the user in what stays as numbers without a person
   * @param until only what is not younger: what came too late for an erasure that was made then; `null` for all there is
   * @returns how many; fewer than `most` only when none is left
   */
  abstract erase(owner: Owner, most: number, pseudonym: string, until: Date | null): Promise<number>;

  /**
   * Takes out of the database's files what erased rows have left there, one step of it in a transaction of its own.
   * @param step the how-manieth it is, from 0
   * @returns whether there is more to do
   */
  scrub(_step: number): Promise<boolean> {
    return Promise.resolve(false);
  }
}

/** Later than everything. */
export const END_OF_TIME = new Date('9999-12-31T23:59:59.999Z');

const PSEUDONYM = 'erased:';

/** What stands for a user, once erased, in what stays as numbers without a person. */
export function pseudonymOf(erasureId: string): string {
  return PSEUDONYM + erasureId;
}

export function erasureIdOf(pseudonym: string): string {
  return pseudonym.slice(PSEUDONYM.length);
}

/** Which of the operator's settings says how old it may become. */
export type RetentionTerm = 'content' | 'ledger' | 'audit';

/** What has become old: a row, or rows that go together. */
export interface Aged {
  readonly id: string;
  /** Where it stands among those of its kind; from there the next ones are looked for. */
  readonly place: string;
  readonly tenantId: string;
  /** `null` where it is of the tenant as a whole. */
  readonly userId: string | null;
}

/** What one module holds, as it expires. */
export abstract class Expirable {
  /** Names it in records and metrics: `results`. */
  abstract readonly kind: string;
  abstract readonly term: RetentionTerm;

  /** The next that are older than `before`, oldest first, at most `most` rows of them; none when there are no more. */
  abstract findAged(before: Date, after: string | null, most: number): Promise<readonly Aged[]>;

  /** Deletes those that are still there and still that old, in the surrounding transaction. @returns those */
  abstract expire(aged: readonly Aged[], before: Date): Promise<readonly Aged[]>;

  /** How many rows are that old from `after` on; it counts no further than `most`. */
  abstract backlog(before: Date, after: string | null, most: number): Promise<number>;
}
