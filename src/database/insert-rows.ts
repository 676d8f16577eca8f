import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { askPrepared, inOneStep } from './ask-prepared.js';
import { type Columns, documentOf, isDocument, readerOf } from './row-document.js';
import { SqlValues } from './sql-values.js';
import { tableOf } from './table-prefix.js';

/** How many rows are inserted by one statement: with 30 values each fewer than either database takes. */
const INSERTED_AT_ONCE = 500;

/**
 * Inserts rows by statements of one's own, for what many requests write: TypeORM's insert takes more than twice as long to
 * write its statement. Several in one transaction do it together.
 * @param rows whole: every column has a value, be it `null`
 * @param otherwise what follows the values, such as ` ON CONFLICT (id) DO NOTHING`
 */
export async function insertRows<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
  otherwise = '',
): Promise<void> {
  const name = `insert into ${tableOf(db, entity)}${otherwise}`;
  await inOneStep(db, name, rows, async (all) => {
    await insertAll(db, entity, all.flat(), otherwise);
    return [];
  });
}

async function insertAll<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
  otherwise: string,
): Promise<void> {
  for (let start = 0; start < rows.length; start += INSERTED_AT_ONCE) {
    const values = new SqlValues(db);
    const insert = insertInto(values, entity, rows.slice(start, start + INSERTED_AT_ONCE));
    await askPrepared(db, `${insert}${otherwise}`, values.all);
  }
}

/** The statement that inserts rows, to which what is to be done otherwise can be added; what is there is called `stored`. */
export function insertInto<T extends ObjectLiteral>(
  values: SqlValues,
  entity: EntityTarget<T>,
  rows: readonly T[],
): string {
  const { db } = values;
  const { driver } = db.dataSource;
  const { columns } = db.dataSource.getMetadata(entity);
  const names = columns.map(({ databaseName }) => driver.escape(databaseName)).join(', ');
  const table = tableOf(db, entity);
  const source = isDocument(db, rows)
    ? `SELECT ${names} FROM ${documentOf(values, table, columns, rows)}`
    : tuplesOf(values, columns, rows);
  return `INSERT INTO ${table} AS stored (${names}) ${source}`;
}

function tuplesOf(values: SqlValues, columns: Columns, rows: readonly ObjectLiteral[]): string {
  const read = columns.map((column) => readerOf(values.db, column));
  const tuples = rows.map((row) => `(${read.map((valueOf) => values.place(valueOf(row))).join(', ')})`);
  return `VALUES ${tuples.join(', ')}`;
}
