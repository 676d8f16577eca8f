import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { askPrepared } from './ask-prepared.js';
import { type Columns, documentOf, isDocument } from './row-document.js';
import { returnedRows } from './returned-rows.js';
import { forUpdate } from './row-locks.js';
import { SqlValues } from './sql-values.js';
import { tableOf } from './table-prefix.js';

/**
 * Changes rows by a statement of one's own, for what many requests change: TypeORM's takes several times as long to write,
 * and knows RETURNING on PostgreSQL only.
 * @param changes what does not stay as it is
 * @param which the condition; values are given through `place`
 * @param returning columns of the rows that were changed
 */
export async function changeRows<T extends ObjectLiteral, Row>(
  db: EntityManager,
  entity: EntityTarget<T>,
  changes: Partial<T>,
  which: (values: SqlValues) => string,
  returning: string,
): Promise<Row[]> {
  const { driver } = db.dataSource;
  const metadata = db.dataSource.getMetadata(entity);
  const values = new SqlValues(db);
  const assignments = metadata.columns
    .filter(({ propertyName }) => changes[propertyName] !== undefined)
    .map((column) => {
      const value: unknown = driver.preparePersistentValue(changes[column.propertyName], column);
      return `${driver.escape(column.databaseName)} = ${values.place(value)}`;
    });
  const sql = `UPDATE ${tableOf(db, entity)} SET ${assignments.join(', ')} WHERE ${which(values)} RETURNING ${returning}`;
  return returnedRows((await askPrepared(db, sql, values.all)) as Row[] | [Row[], number]);
}

/**
 * Changes each row in a way of its own.
 * @param rows what does not stay as it is, the same properties in each, and the `keys` by which the row is found, the first
 * of the table's columns being its primary key
 * @param condition what has to be true of a row, besides, for it to be changed
 * @returns those that were changed, in no order
 */
export async function changeEachRow<T extends ObjectLiteral, Row>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly Partial<T>[],
  keys: readonly (keyof T & string)[],
  condition: string,
  returning: string,
): Promise<Row[]> {
  const all = db.dataSource.getMetadata(entity).columns;
  const columns = all.filter(({ propertyName }) => rows[0]?.[propertyName] !== undefined);
  const keyColumns = columns.filter(({ propertyName }) => keys.includes(propertyName));
  if (isDocument(db, rows)) return changeTogether(db, entity, rows, { columns, keyColumns, condition, returning });
  const changed: Row[] = [];
  for (const row of rows) {
    const changes = Object.fromEntries(Object.entries(row).filter(([name]) => !keys.includes(name))) as Partial<T>;
    const which = (values: SqlValues) =>
      keyColumns.reduce(
        (sql, { databaseName, propertyName }) => `${sql} AND ${databaseName} = ${values.place(row[propertyName])}`,
        condition,
      );
    changed.push(...(await changeRows<T, Row>(db, entity, changes, which, returning)));
  }
  return changed;
}

interface Changing {
  readonly columns: Columns;
  readonly keyColumns: Columns;
  readonly condition: string;
  readonly returning: string;
}

async function changeTogether<T extends ObjectLiteral, Row>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly Partial<T>[],
  { columns, keyColumns, condition, returning }: Changing,
): Promise<Row[]> {
  const table = tableOf(db, entity);
  const values = new SqlValues(db);
  const given = columns.map(({ databaseName: name }) => `${name} AS given_${name}`).join(', ');
  const equal = (some: Columns): string[] => some.map(({ databaseName: name }) => `${name} = given_${name}`);
  const id = keyColumns[0]?.databaseName ?? '';
  const sql = `WITH given AS (SELECT ${given} FROM ${documentOf(values, table, columns, rows)}),
    locked AS (SELECT ${id} AS locked_${id} FROM ${table}
                WHERE ${id} IN (SELECT given_${id} FROM given) ORDER BY ${id}${forUpdate(db)})
    UPDATE ${table} SET ${equal(columns.filter((column) => !keyColumns.includes(column))).join(', ')}
      FROM given JOIN locked ON locked_${id} = given_${id}
     WHERE ${[condition, ...equal(keyColumns)].join(' AND ')} RETURNING ${returning}`;
  return returnedRows((await askPrepared(db, sql, values.all)) as Row[] | [Row[], number]);
}
