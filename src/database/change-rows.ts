import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { askPrepared } from './prepared-statements.js';
import { documentOf, isDocument } from './row-document.js';
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
  const metadata = db.dataSource.getMetadata(entity);
  const columns = metadata.columns.filter(({ propertyName }) => rows[0]?.[propertyName] !== undefined);
  const isKey = ({ propertyName }: (typeof columns)[number]): boolean => keys.includes(propertyName);
  const values = new SqlValues(db);
  if (!isDocument(db, rows)) {
    const changed: Row[] = [];
    for (const row of rows) {
      const which = (own: SqlValues) => [
        condition,
        ...columns.filter(isKey).map((key) => `${key.databaseName} = ${own.place(row[key.propertyName])}`),
      ];
      const changes = Object.fromEntries(Object.entries(row).filter(([name]) => !keys.includes(name))) as Partial<T>;
      changed.push(...(await changeRows<T, Row>(db, entity, changes, (own) => which(own).join(' AND '), returning)));
    }
    return changed;
  }
  const table = tableOf(db, entity);
  const names = columns.map((column) => ({ name: column.databaseName, isKey: isKey(column) }));
  const given = names.map(({ name }) => `${name} AS given_${name}`).join(', ');
  const assignments = names.filter((column) => !column.isKey).map(({ name }) => `${name} = given_${name}`);
  const which = names.filter((column) => column.isKey).map(({ name }) => `${name} = given_${name}`);
  const [key = ''] = names.filter((column) => column.isKey).map(({ name }) => name);
  const sql = `WITH given AS (SELECT ${given} FROM ${documentOf(values, table, columns, rows)}),
    locked AS (SELECT ${key} AS locked_${key} FROM ${table}
                WHERE ${key} IN (SELECT given_${key} FROM given) ORDER BY ${key}${forUpdate(db)})
    UPDATE ${table} SET ${assignments.join(', ')} FROM given JOIN locked ON locked_${key} = given_${key}
    WHERE ${[condition, ...which].join(' AND ')} RETURNING ${returning}`;
  return returnedRows((await askPrepared(db, sql, values.all)) as Row[] | [Row[], number]);
}
