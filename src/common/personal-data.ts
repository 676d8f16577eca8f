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
   * @returns how many; fewer than `most` only when none is left
   */
  abstract erase(owner: Owner, most: number, pseudonym: string): Promise<number>;
}
