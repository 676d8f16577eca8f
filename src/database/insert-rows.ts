import type { EntityManager, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
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
  const { driver, options } = db.dataSource;
  const { columns } = db.dataSource.getMetadata(entity);
  const names = columns.map(({ databaseName }) => driver.escape(databaseName)).join(', ');
  const table = tableOf(db, entity);
  for (let start = 0; start < rows.length; start += INSERTED_AT_ONCE) {
    const some = rows.slice(start, start + INSERTED_AT_ONCE);
    const values = new SqlValues(db);
    const isDocument = options.type === 'postgres' && some.length > 1;
    const source = isDocument ? documentOf(values, table, names, columns, some) : tuplesOf(values, columns, some);
    await db.query(`INSERT INTO ${table} (${names}) ${source}${otherwise}`, values.all);
  }
}

type Columns = EntityMetadata['columns'];

/** PostgreSQL takes many rows as one JSON document, which costs both sides a fraction of thousands of parameters. */
function documentOf(
  values: SqlValues,
  table: string,
  names: string,
  columns: Columns,
  rows: readonly ObjectLiteral[],
): string {
  const read = columns.map((column) => [column.databaseName, readerOf(values.db, column)] as const);
  const records = rows.map((row) => Object.fromEntries(read.map(([name, valueOf]) => [name, valueOf(row)])));
  const document = values.place(JSON.stringify(records));
  return `SELECT ${names} FROM json_populate_recordset(CAST(NULL AS ${table}), ${document})`;
}

function tuplesOf(values: SqlValues, columns: Columns, rows: readonly ObjectLiteral[]): string {
  const read = columns.map((column) => readerOf(values.db, column));
  const tuples = rows.map((row) => `(${read.map((valueOf) => values.place(valueOf(row))).join(', ')})`);
  return `VALUES ${tuples.join(', ')}`;
}

/** What a column is given of an entity, as the driver takes it. */
function readerOf({ dataSource: { driver } }: EntityManager, column: Columns[number]): (row: ObjectLiteral) => unknown {
  const { propertyName } = column;
  if (column.transformer === undefined) return (row) => row[propertyName] as unknown;
  return (row) => driver.preparePersistentValue(row[propertyName], column) as unknown;
}
