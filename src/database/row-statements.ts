import type { Dialect } from './dialect.js';
import type { EntityColumn, EntityTable } from './entity-table.js';
import { FOR_UPDATE, rawSql, Sql, sql } from './sql.js';

type Values = Readonly<Record<string, unknown>>;

/** `INSERT INTO … VALUES …`, to which ON CONFLICT and RETURNING can be added; a row that is there already is called `stored`. */
export function insertInto(table: EntityTable, rows: readonly object[]): Sql {
  const head = `INSERT INTO ${table.name} AS stored (${table.columnNames})`;
  return new Sql((to) => {
    if (to.dialect === 'postgres' && rows.length > 1) {
      to.add(`${head} SELECT ${table.columnNames} FROM `);
      recordset(table, table.columns, rows).writeTo(to);
      return;
    }
    const tuples = (rows as readonly Values[]).map((row) => {
      return `(${table.columns.map(({ property, store }) => to.place(store(row[property]))).join(', ')})`;
    });
    to.add(`${head} VALUES ${tuples.join(', ')}`);
  });
}

/** `name = value, …` of the properties that have a value, be it `null`. */
export function assignments(table: EntityTable, changes: object): Sql {
  const values = changes as Values;
  return new Sql((to) => {
    const columns = table.columns.filter(({ property }) => values[property] !== undefined);
    to.add(columns.map(({ name, property, store }) => `${name} = ${to.place(store(values[property]))}`).join(', '));
  });
}

export interface RowChange<T> {
  readonly keys: readonly (keyof T & string)[];
  /** What has to be true of a row, besides, for it to be changed. */
  readonly where: Sql;
  readonly returning: Sql;
}

/** One statement for all rows on PostgreSQL, and one for each on SQLite. */
export function updateEach<T extends object>(
  table: EntityTable,
  dialect: Dialect,
  rows: readonly Partial<T>[],
  change: RowChange<T>,
): Sql[] {
  if (dialect === 'postgres' && rows.length > 1) return [updateTogether(table, rows, change)];
  const keyColumns = table.columns.filter(({ property }) => change.keys.includes(property as keyof T & string));
  return (rows as readonly Values[]).map((row) => {
    const changes = Object.fromEntries(
      Object.entries(row).filter(([property]) => !change.keys.includes(property as keyof T & string)),
    );
    const found = new Sql((to) => {
      to.add(
        keyColumns.map(({ name, property, store }) => `${name} = ${to.place(store(row[property]))}`).join(' AND '),
      );
    });
    return sql`UPDATE ${rawSql(table.name)} SET ${assignments(table, changes)}
      WHERE (${change.where}) AND ${found} RETURNING ${change.returning}`;
  });
}

/** The rows are locked in the order of their keys before they are changed. */
function updateTogether<T extends object>(
  table: EntityTable,
  rows: readonly Partial<T>[],
  { keys, where, returning }: RowChange<T>,
): Sql {
  const first = rows[0] as Values;
  const columns = table.columns.filter(({ property }) => first[property] !== undefined);
  const isKey = ({ property }: EntityColumn): boolean => keys.includes(property as keyof T & string);
  const equal = (some: readonly EntityColumn[]): string[] => some.map(({ name }) => `${name} = given_${name}`);
  const given = columns.map(({ name }) => `${name} AS given_${name}`).join(', ');
  const { name: id } = table.key;
  return sql`WITH given AS (SELECT ${rawSql(given)} FROM ${recordset(table, columns, rows)}),
    locked AS (SELECT ${rawSql(id)} AS locked_id FROM ${rawSql(table.name)}
                WHERE ${rawSql(id)} IN (SELECT given_${rawSql(id)} FROM given) ORDER BY ${rawSql(id)} ${FOR_UPDATE})
    UPDATE ${rawSql(table.name)} SET ${rawSql(equal(columns.filter((column) => !isKey(column))).join(', '))}
      FROM given JOIN locked ON locked_id = given_${rawSql(id)}
     WHERE (${where}) AND ${rawSql(equal(columns.filter(isKey)).join(' AND '))} RETURNING ${returning}`;
}

/** PostgreSQL takes many rows as one JSON document, which costs both sides a fraction of thousands of parameters. */
function recordset(table: EntityTable, columns: readonly EntityColumn[], rows: readonly object[]): Sql {
  return new Sql((to) => {
    const records = (rows as readonly Values[]).map((row) => {
      return Object.fromEntries(columns.map(({ name, property, store }) => [name, store(row[property])]));
    });
    to.add(`json_populate_recordset(CAST(NULL AS ${table.name}), ${to.place(JSON.stringify(records))})`);
  });
}
