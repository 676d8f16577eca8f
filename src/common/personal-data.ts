import type { Owner } from './owner.js';

/** What one room holds about users, as it is exported: each room says itself what that is. */
export abstract class Exportable {
  /** Names it in manifests: `results`. */
  abstract readonly kind: string;

  /** Everything of the owner's, oldest first, read a page at a time as it is asked for; each as the routes show it. */
  abstract export(owner: Owner): AsyncIterable<object>;
}

/** What one room holds about users, as it is erased. */
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
