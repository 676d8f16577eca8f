import type { Owner } from '../common/index.js';

/** A row some of whose values are encrypted at rest. In hand it is plain, and its `keyId` is `null`. */
export interface ProtectedRow extends Owner {
  /** The data key that its protected values are encrypted under; `null` where they are stored as they are. */
  readonly keyId: string | null;
}

/** Which values of a table are content. Each of them is JSON when it is encrypted, and no value at all where it is `null`. */
export interface ProtectedTable<Row extends ProtectedRow> {
  readonly name: string;
  readonly columns: readonly (keyof Row & string)[];
  /** Columns that hold a digest of another one: they become a digest that nobody without the key can check a guess against. */
  readonly digests?: Readonly<Partial<Record<keyof Row & string, keyof Row & string>>>;
  /** What tells the row from the others of its tenant. */
  readonly idOf: (row: Row) => string;
  /**
   * Fields that say where the row belongs, and that every read has. Where one of them was changed no value opens. Whose the
   * row is, its id, its key, and which of its protected values are `null` belong to the place in every table.
   */
  readonly place?: readonly (keyof Row & string)[];
  /** What authenticates the row whole. */
  readonly whole: {
    /** One of `columns`, a JSON document and never `null` in a row with content. Where the row was changed it does not open. */
    readonly column: keyof Row & string;
    /** Fields that are stored as they are, besides those of `place`, and that nothing changes without sealing the row anew. */
    readonly fields: readonly (keyof Row & string)[];
  };
}

/**
 * How much of a row must be authenticated for it to be opened. `any`: what the setting allows, so also a plain row unless
 * the mode is strict. `sealed`: each value, in its place. `whole`: every field that a replay gives again.
 */
export type Proof = 'any' | 'sealed' | 'whole';
