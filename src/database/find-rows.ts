import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import { askPrepared } from './ask-prepared.js';
import { SqlValues } from './sql-values.js';
import { tableOf } from './table-prefix.js';
import { fromStored } from './typeorm-internals.js';

type FromRow = (row: ObjectLiteral) => ObjectLiteral;

/** How a table is read: `SELECT … FROM …`, every column by its name, and what makes an entity of a row. */
interface Reading {
  readonly select: string;
  readonly toEntity: FromRow;
}

const readings = new WeakMap<EntityMetadata, Reading>();

/**
 * Entities by a statement of one's own, for reads that many requests make: TypeORM's query builder and its hydration take
 * longer than the database does. They are the same entities.
 * @param rest what comes after the name of the table; values are given through `place`
 * @param options `isOneOfMany` where there are too many such statements to prepare each
 */
export async function findRows<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rest: (values: SqlValues) => string,
  { isOneOfMany = false } = {},
): Promise<T[]> {
  const { select, toEntity } = readingOf(db, entity);
  const values = new SqlValues(db);
  const text = `${select} ${rest(values)}`;
  const rows = isOneOfMany
    ? await db.query<ObjectLiteral[]>(text, values.all)
    : await askPrepared(db, text, values.all);
  return rows.map(toEntity) as T[];
}

/** A read of one row that is made together with others like it. */
export interface LookUp<T> {
  readonly text: string;
  readonly values: readonly string[];
  readonly toEntity: (row: object) => T;
}

/** @param rest what comes after the name of the table; values, which are texts, are given through `place` */
export function lookUpOf<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rest: (values: SqlValues) => string,
): LookUp<T> {
  const { select, toEntity } = readingOf(db, entity);
  const values = new SqlValues(db);
  const text = `${select} ${rest(values)}`;
  return { text, values: values.all as string[], toEntity: toEntity as LookUp<T>['toEntity'] };
}

function readingOf(db: EntityManager, entity: EntityTarget<ObjectLiteral>): Reading {
  const metadata = db.dataSource.getMetadata(entity);
  const known = readings.get(metadata);
  if (known) return known;
  const { driver } = db.dataSource;
  // By name, so that a column that a newer release adds changes nothing for statements that are prepared.
  const names = metadata.columns.map(({ databaseName }) => driver.escape(databaseName));
  const select = `SELECT ${names.join(', ')} FROM ${tableOf(db, entity)}`;
  const reading = { select, toEntity: fromRow(db, metadata) };
  readings.set(metadata, reading);
  return reading;
}

function fromRow({ dataSource }: EntityManager, metadata: EntityMetadata): FromRow {
  const Target = metadata.target as new () => ObjectLiteral;
  const columns = metadata.columns.map((column) => {
    const { propertyName, databaseName } = column;
    return { propertyName, databaseName, read: fromStored(dataSource, column) };
  });
  return (row) => {
    const entity = new Target();
    for (const { propertyName, databaseName, read } of columns) {
      const value: unknown = row[databaseName];
      entity[propertyName] = read === null ? value : read(value);
    }
    return entity;
  };
}
