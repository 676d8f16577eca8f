import type { DataSource, EntityManager, ObjectLiteral, QueryRunner } from 'typeorm';
import { sha256 } from '../common/index.js';

/** The part of pg's client that TypeORM hides. */
export interface PostgresClient {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: ObjectLiteral[] }>;
}

/** PostgreSQL, appendix A: "cached plan must not change result type". */
const CHANGED_RESULT = '0A000';
/**
 * What else a statement fails with that is not there any more under its name, or already: somebody said `DISCARD ALL`, or
 * a pooler that does not know prepared statements handed the connection to somebody else.
 */
const MISPLACED = ['26000', '42P05'];

/** How often statements may be misplaced before none is prepared any more: behind such a pooler it is of no use. */
const MOST_MISPLACED = 3;

/** What transactions run on that are repeated where a statement of theirs has to be prepared anew. */
const repeatable = new WeakSet<QueryRunner>();

/** The transaction on this connection is run again when it fails by `mustBePreparedAnew`. */
export function markRepeatable(runner: QueryRunner): void {
  repeatable.add(runner);
}

/** Whether all that is wrong is that a statement was prepared for something else; nothing is, when it is tried again. */
export function mustBePreparedAnew(error: unknown): boolean {
  const { code } = error as { readonly code?: string };
  return code !== undefined && [CHANGED_RESULT, ...MISPLACED].includes(code);
}

/**
 * Asks by a statement that PostgreSQL parses once for each connection. SQLite has TypeORM's cache of statements. In a
 * transaction that is not repeated it is sent as it is: one that has to be prepared anew would take the transaction with it.
 * @param text must be one of few: each is kept, in the server too
 */
export async function askPrepared(db: EntityManager, text: string, values: unknown[]): Promise<ObjectLiteral[]> {
  const { dataSource, queryRunner: runner } = db;
  if (dataSource.options.type !== 'postgres' || !runner) return db.query(text, values);
  const statements = statementsOf(dataSource);
  const isInTransaction = runner.isTransactionActive;
  if (statements.isOff || (isInTransaction && !repeatable.has(runner))) return db.query(text, values);
  const name = statements.nameOf(text);
  const client = (await runner.connect()) as PostgresClient;
  dataSource.logger.logQuery(text, values, runner);
  try {
    const { rows } = await client.query({ name, text, values });
    return rows;
  } catch (error) {
    if (!mustBePreparedAnew(error)) throw error;
    const { code } = error as { readonly code: string };
    if (code === CHANGED_RESULT || isInTransaction) statements.renew(name);
    if (code !== CHANGED_RESULT) statements.misplaced += 1;
    if (isInTransaction) throw error;
    return db.query(text, values);
  }
}

/** The names of a DataSource's statements. They say what the statement is, so two can never be taken for one another. */
class Statements {
  misplaced = 0;
  private readonly names = new Map<string, string>();
  private generation = 0;

  get isOff(): boolean {
    return this.misplaced >= MOST_MISPLACED;
  }

  nameOf(text: string): string {
    const name = this.names.get(text) ?? this.newName(text);
    this.names.set(text, name);
    return name;
  }

  /** All are prepared anew, once for however many that fail by an old name. */
  renew(name: string): void {
    if (![...this.names.values()].includes(name)) return;
    this.generation += 1;
    this.names.clear();
  }

  private newName(text: string): string {
    return `reprise_${this.generation}_${sha256(text).slice(0, 32)}`;
  }
}

const known = new WeakMap<DataSource, Statements>();

function statementsOf(dataSource: DataSource): Statements {
  const statements = known.get(dataSource) ?? new Statements();
  known.set(dataSource, statements);
  return statements;
}
