import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { SqlValues } from './sql-values.js';
import { tableOf } from './table-prefix.js';

/** How many rows are inserted by one statement: with 30 values each fewer than either database takes. */
const INSERTED_AT_ONCE = 500;

/**
 * Inserts rows by statements of one's own, for what many requests write: TypeORM's insert takes more than twice as long to
 * write its statement.
 * @param rows whole: every column has a value, be it `null`
 * @param otherwise what follows the values, such as ` ON CONFLICT (id) DO NOTHING`
 */
export async function insertRows<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
  otherwise = '',
): Promise<void> {
  for (let start = 0; start < rows.length; start += INSERTED_AT_ONCE) {
    await insert(db, entity, rows.slice(start, start + INSERTED_AT_ONCE), otherwise);
  }
}

async function insert<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rows: readonly T[],
  otherwise: string,
): Promise<void> {
  const { driver } = db.dataSource;
  const { columns } = db.dataSource.getMetadata(entity);
  const names = columns.map(({ databaseName }) => driver.escape(databaseName));
  const values = new SqlValues(db);
  const tuples = rows.map((row) => {
    const tuple = columns.map((column) =>
      values.place(driver.preparePersistentValue(column.getEntityValue(row), column)),
    );
    return `(${tuple.join(', ')})`;
  });
  const into = `INSERT INTO ${tableOf(db, entity)} (${names.join(', ')})`;
  await db.query(`${into} VALUES ${tuples.join(', ')}${otherwise}`, values.all);
}
