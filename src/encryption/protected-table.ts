/** A row some of whose values are encrypted at rest. In hand it is plain, and its `keyId` is `null`. */
export interface ProtectedRow {
  readonly tenantId: string;
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
}
