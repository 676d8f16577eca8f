import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import { sha256 } from '../common/index.js';

/** The part of pg's client that TypeORM hides. */
interface PostgresClient {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: ObjectLiteral[] }>;
}

/** PostgreSQL, appendix A: "cached plan must not change result type". */
const CHANGED_RESULT = '0A000';
/**
 * What else a statement fails with that is not there any more under its name, or already: somebody said `DISCARD ALL`, or
 * a pooler that does not know prepared statements handed the connection to somebody else.
 */
const MISPLACED = ['26000', '42P05'];

/**
 * Reads by a statement that PostgreSQL parses once for each connection. SQLite has TypeORM's cache of statements. In a
 * transaction it is sent as it is: there a statement that has to be prepared anew would take the transaction with it.
 * @param text must be one of few: each is kept, in the server too
 */
export async function askPrepared(db: EntityManager, text: string, values: unknown[]): Promise<ObjectLiteral[]> {
  const { dataSource, queryRunner: runner } = db;
  if (dataSource.options.type !== 'postgres' || !runner || runner.isTransactionActive) return db.query(text, values);
  const statements = statementsOf(dataSource);
  const name = statements.nameOf(text);
  const client = (await runner.connect()) as PostgresClient;
  dataSource.logger.logQuery(text, values, runner);
  try {
    const { rows } = await client.query({ name, text, values });
    return rows;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === CHANGED_RESULT) statements.renew(name);
    else if (code === undefined || !MISPLACED.includes(code)) throw error;
    return db.query(text, values);
  }
}

/** The names of a DataSource's statements. They say what the statement is, so two can never be taken for one another. */
class Statements {
  private readonly names = new Map<string, string>();
  private generation = 0;

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
