import type { Owner } from '../common/index.js';

/** A row with values that are encrypted at rest. In memory the values are plain and `keyId` is `null`. */
export interface ProtectedRow extends Owner {
  /** The data key that encrypts the protected values; `null` if they are stored as plain text. */
  readonly keyId: string | null;
}

/** Describes which columns of a table are content. Encrypted values are JSON; `null` is stored as `null`. */
export interface ProtectedTable<Row extends ProtectedRow> {
  readonly name: string;
  readonly columns: readonly (keyof Row & string)[];
  /**
   * Maps digest columns to the column that they digest. Sealing replaces the digest by a keyed one, so that guesses
   * cannot be checked without the key.
   */
  readonly digests?: Readonly<Partial<Record<keyof Row & string, keyof Row & string>>>;
  /** Identifies the row within its tenant. */
  readonly idOf: (row: Row) => string;
  /**
   * Fields that position the row, such as the id of its parent. Every query must read them. All values are bound to
   * them, and also to the owner, the row's id, its key, and which of its protected values are `null`: none opens if one
   * of these was changed.
   */
  readonly place?: readonly (keyof Row & string)[];
  /** Authenticates the whole row. */
  readonly whole: {
    /**
     * One of `columns`: a JSON document that is never `null` in a row with content. It does not open if any field of
     * the row was changed.
     */
    readonly column: keyof Row & string;
    /** Plain fields, besides those of `place`, that change only when the row is sealed again. */
    readonly fields: readonly (keyof Row & string)[];
  };
}

/**
 * How much of a row must be authenticated when it is opened.
 * `any`: also plain rows are accepted, unless the mode is strict.
 * `sealed`: each value must be sealed in its place.
 * `whole`: every field that a replay returns must be authenticated.
 */
export type Proof = 'any' | 'sealed' | 'whole';
