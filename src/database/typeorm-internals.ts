import { type DataSource, EntityManager, type EntityMetadata, type QueryRunner, type ValueTransformer } from 'typeorm';
import { Semaphore } from '../common/index.js';

/*
 * Everything that Reprise uses of TypeORM beside its public interface. `test/database/typeorm-internals.int-spec.ts` is the
 * contract: it fails where a version of TypeORM has changed one of these.
 */

type Column = EntityMetadata['columns'][number];
type Convert = (value: unknown) => unknown;

/** The part of `pg`'s client that a query runner hides behind `connect`. */
export interface PostgresClient {
  query(statement: PreparedStatement): Promise<{ readonly rows: object[]; readonly rowCount: number | null }>;
}

export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** The part of better-sqlite3's connection that TypeORM hides. */
export interface SqliteConnection {
  readonly inTransaction: boolean;
  pragma(command: string, options?: { readonly simple: boolean }): unknown;
  prepare(statement: string): { readonly reader: boolean; all(): unknown; run(): unknown };
}

/** The client of a query runner on PostgreSQL. TypeORM itself has no prepared statements. */
export async function postgresClientOf(runner: QueryRunner): Promise<PostgresClient> {
  return (await runner.connect()) as PostgresClient;
}

export function sqliteConnectionOf({ driver }: DataSource): SqliteConnection {
  return (driver as unknown as { readonly databaseConnection: SqliteConnection }).databaseConnection;
}

/**
 * Takes a connection that does not answer out of PostgreSQL's pool.
 * @returns whether there is a pool; SQLite keeps its only connection
 */
export async function discard(runner: QueryRunner, error: unknown): Promise<boolean> {
  const { releasePostgresConnection: release } = runner as { releasePostgresConnection?: (cause: unknown) => unknown };
  await release?.call(runner, error);
  return release !== undefined;
}

/** Sets what TypeORM remembers of a transaction, where SQLite began it or rolled it back without TypeORM. */
export function markTransaction(runner: QueryRunner, transactionDepth: number): void {
  Object.assign(runner, { isTransactionActive: transactionDepth > 0, transactionDepth });
}

/** The same connection for several callers: their statements are sent one after another. */
export function oneAfterAnother(runner: QueryRunner): QueryRunner {
  const order = new Semaphore({ slots: 1 });
  const query = (...statement: Parameters<QueryRunner['query']>): Promise<unknown> =>
    order.run(() => runner.query(...statement));
  const connect = async (): Promise<PostgresClient> => {
    const client = await postgresClientOf(runner);
    return { query: (statement) => order.run(() => client.query(statement)) };
  };
  const ordered = Object.create(runner, { query: { value: query }, connect: { value: connect } }) as QueryRunner;
  Object.defineProperty(ordered, 'manager', { value: new EntityManager(runner.dataSource, ordered) });
  return ordered;
}

/** A DataSource that maps only these entities, on the connections of the other one. */
export function withTables(dataSource: DataSource, tables: Map<unknown, EntityMetadata>): DataSource {
  return Object.create(dataSource, { entityMetadatasMap: { value: tables } }) as DataSource;
}

/** An EntityManager with the tables of one DataSource on a connection of another one. */
export function managerOf(dataSource: DataSource, queryRunner: QueryRunner): EntityManager {
  return Object.assign(new EntityManager(dataSource), { queryRunner });
}

/** What a value becomes that is written to the column, as the driver takes it. */
export function toStored({ driver }: DataSource, column: Column): Convert {
  const transformer = plainTransformer(column);
  if (transformer === null) return (value) => value;
  if (transformer === undefined) return (value) => driver.preparePersistentValue(value, column) as unknown;
  return (value) => transformer.to(value) as unknown;
}

/** The other way round; `null` where a value is what is stored. */
export function fromStored({ driver }: DataSource, column: Column): Convert | null {
  const transformer = plainTransformer(column);
  if (transformer === null) return null;
  if (transformer === undefined) return (value) => driver.prepareHydratedValue(value, column) as unknown;
  return (value) => transformer.from(value) as unknown;
}

/** Types whose values both drivers take and give as they are stored. */
const AS_STORED: readonly Column['type'][] = ['varchar', 'text', 'integer'];

/** @returns `null` where a value is stored as it is, and `undefined` where TypeORM's driver has to convert it */
function plainTransformer({ transformer, type }: Column): ValueTransformer | null | undefined {
  if (!AS_STORED.includes(type) || Array.isArray(transformer)) return undefined;
  return transformer ?? null;
}
