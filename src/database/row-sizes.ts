import type { EntityManager, EntityTarget, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { rowsThatFit } from '../common/index.js';
import { SqlValues } from './sql-values.js';
import { tableOf } from './table-prefix.js';

/**
 * How many rows make a page: `limit`, or fewer where their texts are long. It is asked before they are read, and both
 * databases tell how long a text is without reading it.
 * @param rest what comes after the name of the table, but for how many
 */
export async function countFitting<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  rest: (values: SqlValues) => string,
  limit: number,
): Promise<number> {
  const values = new SqlValues(db);
  const sql = `SELECT ${bytesIn(db, entity)} AS bytes FROM ${tableOf(db, entity)} ${rest(values)} LIMIT ${values.place(limit)}`;
  return rowsThatFit(await db.query<Sized[]>(sql, values.all), toBytes, limit);
}

/** The same of a query. */
export async function countFittingOf<T extends ObjectLiteral>(
  db: EntityManager,
  entity: EntityTarget<T>,
  query: SelectQueryBuilder<T>,
  limit: number,
): Promise<number> {
  const sizes = query
    .clone()
    .select(bytesIn(db, entity, `${query.alias}.`), 'bytes')
    .limit(limit);
  return rowsThatFit(await sizes.getRawMany<Sized>(), toBytes, limit);
}

interface Sized {
  readonly bytes: string | number;
}

function toBytes({ bytes }: Sized): number {
  return Number(bytes);
}

/** SQL for how many bytes the texts of a row take. @param of what stands before the names of columns, such as `m.` */
export function bytesIn<T extends ObjectLiteral>(db: EntityManager, entity: EntityTarget<T>, of = ''): string {
  const { columns } = db.dataSource.getMetadata(entity);
  const texts = columns.filter(({ type }) => type === 'text').map(({ databaseName }) => `${of}${databaseName}`);
  return texts.map((text) => `COALESCE(octet_length(${text}), 0)`).join(' + ');
}
