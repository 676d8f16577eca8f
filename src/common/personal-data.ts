import type { Owner } from './owner.js';

/** User data of one module, for exports. Each module implements its own. */
export abstract class Exportable {
  /** Types of its lines, as counted in the manifest, such as `result`. */
  abstract readonly types: readonly string[];
  /** The tables that it reads. */
  abstract readonly tables: readonly string[];

  /**
   * Yields all data of the owner, oldest first, reading pages on demand. Each record has the same fields as in the
   * routes' responses.
   */
  abstract export(owner: Owner): AsyncIterable<{ readonly type: string }>;
}

/** User data of one module, for erasures. */
export abstract class Erasable {
  /** Name of the data in receipts, such as `results`. */
  abstract readonly kind: string;

  /**
   * Erases at most `most` rows of the owner in the surrounding transaction.
   * @param pseudonym replaces the user in data that is kept anonymously
   * @param until only rows up to this time: late writes of an erasure that was made then; `null` for all rows
   * @returns the number of erased rows; fewer than `most` only if none are left
   */
  abstract erase(owner: Owner, most: number, pseudonym: string, until: Date | null): Promise<number>;

  /**
   * Removes remains of erased rows from the database's files, one step in a transaction of its own.
   * @param step number of the step, from 0
   * @returns whether there are more steps
   */
  scrub(_step: number): Promise<boolean> {
    return Promise.resolve(false);
  }
}

/** A time later than any stored one. */
export const END_OF_TIME = new Date('9999-12-31T23:59:59.999Z');

const PSEUDONYM = 'erased:';

/** The pseudonym of an erased user in data that is kept anonymously. */
export function pseudonymOf(erasureId: string): string {
  return PSEUDONYM + erasureId;
}

export function erasureIdOf(pseudonym: string): string {
  return pseudonym.slice(PSEUDONYM.length);
}

/** The retention setting that applies to the data. */
export type RetentionTerm = 'content' | 'ledger' | 'audit';

/** An expired row, or a group of rows that expire together. */
export interface Aged {
  readonly id: string;
  /** Position among the rows of its kind, after which the next batch continues. */
  readonly place: string;
  readonly tenantId: string;
  /** `null` for data of the whole tenant. */
  readonly userId: string | null;
}

/** Data of one module, for retention. */
export abstract class Expirable {
  /** Name of the data in audit records and metrics, such as `results`. */
  abstract readonly kind: string;
  abstract readonly term: RetentionTerm;

  /** The next rows older than `before`, oldest first, at most `most`; empty if there are no more. */
  abstract findAged(before: Date, after: string | null, most: number): Promise<readonly Aged[]>;

  /**
   * Deletes those rows that still exist and are still expired, in the surrounding transaction. @returns the deleted
   * rows
   */
  abstract expire(aged: readonly Aged[], before: Date): Promise<readonly Aged[]>;

  /** Number of expired rows after `after`, counted up to `most`. */
  abstract backlog(before: Date, after: string | null, most: number): Promise<number>;
}
