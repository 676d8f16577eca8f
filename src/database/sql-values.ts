import type { EntityManager } from 'typeorm';

/** What a statement is given, each with its place in it, in the order in which it is written. */
export class SqlValues {
  readonly all: unknown[] = [];

  constructor(readonly db: EntityManager) {}

  place(value: unknown): string {
    return this.db.dataSource.driver.createParameter('value', this.all.push(value) - 1);
  }
}

/**
 * The right side of an IN for tuples of texts, of which there may be any number: on PostgreSQL always by the same
 * statement.
 * @example `(tenant_id, user_id) IN ${oneOf(values, owners.map(({ tenantId, userId }) => [tenantId, userId]))}`
 */
export function oneOf(values: SqlValues, tuples: readonly (readonly string[])[]): string {
  if (values.db.dataSource.options.type !== 'postgres') {
    const rows = tuples.map((tuple) => `(${tuple.map((value) => values.place(value)).join(', ')})`);
    return `(VALUES ${rows.join(', ')})`;
  }
  const columns = tuples[0]?.map((_, column) => tuples.map((tuple) => tuple[column])) ?? [];
  return `(SELECT * FROM unnest(${columns.map((column) => `CAST(${values.place(column)} AS varchar[])`).join(', ')}))`;
}
