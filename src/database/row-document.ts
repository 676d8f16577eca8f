import type { EntityManager, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { SqlValues } from './sql-values.js';
import { toStored } from './typeorm-internals.js';

export type Columns = EntityMetadata['columns'];

/**
 * PostgreSQL takes many rows as one JSON document, which costs both sides a fraction of thousands of parameters.
 * @returns what they are selected from
 */
export function documentOf(values: SqlValues, table: string, columns: Columns, rows: readonly ObjectLiteral[]): string {
  const read = columns.map((column) => [column.databaseName, readerOf(values.db, column)] as const);
  const records = rows.map((row) => Object.fromEntries(read.map(([name, valueOf]) => [name, valueOf(row)])));
  return `json_populate_recordset(CAST(NULL AS ${table}), ${values.place(JSON.stringify(records))})`;
}

/** Whether so many rows are given as a document. */
export function isDocument({ dataSource }: EntityManager, rows: readonly unknown[]): boolean {
  return dataSource.options.type === 'postgres' && rows.length > 1;
}

type FromEntity = (entity: ObjectLiteral) => unknown;

const readers = new WeakMap<Columns[number], FromEntity>();

/** What a column is given of an entity, as the driver takes it. */
export function readerOf({ dataSource }: EntityManager, column: Columns[number]): FromEntity {
  const known = readers.get(column);
  if (known) return known;
  const store = toStored(dataSource, column);
  const reader: FromEntity = (entity) => store(entity[column.propertyName]);
  readers.set(column, reader);
  return reader;
}
