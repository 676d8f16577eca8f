import type { DataSource, QueryRunner } from 'typeorm';
import { sha256 } from '../common/index.js';
import { postgresClientOf } from './typeorm-internals.js';

/** What a statement came to. */
export interface StatementResult {
  /** Those of a SELECT or of RETURNING. */
  readonly rows: object[];
  /** How many rows were changed, where none are returned. */
  readonly affected: number;
}

/** PostgreSQL, appendix A: "cached plan must not change result type". */
const CHANGED_RESULT = '0A000';
/**
 * Other codes of a prepared statement that is missing, or exists already: after `DISCARD ALL`, or behind a pooler that hands
 * a connection with its statements to another client.
 */
const MISPLACED = ['26000', '42P05'];

/** How often statements may be misplaced before none is prepared any more: behind such a pooler it is of no use. */
const MOST_MISPLACED = 3;

/** How many statements are prepared on each connection; the server keeps them too. */
const MOST_PREPARED = 500;

/** The connections whose transaction is run again where a statement of it has to be prepared anew. */
const retryable = new WeakSet<QueryRunner>();

/** The transaction on this connection is run again when it fails by `mustBePreparedAnew`. */
export function markRetryable(runner: QueryRunner): void {
  retryable.add(runner);
}

/** Whether a statement only has to be prepared anew, so that the same succeeds when it is run again. */
export function mustBePreparedAnew(error: unknown): boolean {
  const { code } = error as { readonly code?: string };
  return code !== undefined && [CHANGED_RESULT, ...MISPLACED].includes(code);
}

/** Sends a statement as it is. */
export async function send(runner: QueryRunner, text: string, values: unknown[]): Promise<StatementResult> {
  const { records, affected } = await runner.query(text, values, true);
  return { rows: (records ?? []) as object[], affected: affected ?? 0 };
}

/**
 * Sends a statement that PostgreSQL parses once for each connection. SQLite has TypeORM's cache of statements. In a
 * transaction that is not run again it is sent as it is: one that has to be prepared anew would take the transaction with it.
 */
export async function sendPrepared(runner: QueryRunner, text: string, values: unknown[]): Promise<StatementResult> {
  const { dataSource, isTransactionActive: isInTransaction } = runner;
  if (dataSource.options.type !== 'postgres' || (isInTransaction && !retryable.has(runner))) {
    return send(runner, text, values);
  }
  const statements = statementsOf(dataSource);
  const name = statements.nameOf(text);
  if (name === null) return send(runner, text, values);
  const client = await postgresClientOf(runner);
  dataSource.logger.logQuery(text, values, runner);
  try {
    const { rows, rowCount } = await client.query({ name, text, values });
    return { rows, affected: rowCount ?? 0 };
  } catch (error) {
    if (!mustBePreparedAnew(error)) throw error;
    const { code } = error as { readonly code: string };
    if (code === CHANGED_RESULT || isInTransaction) statements.renew(name);
    if (code !== CHANGED_RESULT) statements.misplaced += 1;
    if (isInTransaction) throw error;
    return send(runner, text, values);
  }
}

/** The names of a DataSource's statements. Each is made of the statement's text, so no two statements share one. */
class Statements {
  misplaced = 0;
  private readonly names = new Map<string, string>();
  private generation = 0;

  /** @returns `null` where the statement is not prepared */
  nameOf(text: string): string | null {
    if (this.misplaced >= MOST_MISPLACED) return null;
    const known = this.names.get(text);
    if (known !== undefined) return known;
    if (this.names.size >= MOST_PREPARED) return null;
    const name = `reprise_${this.generation}_${sha256(text).slice(0, 32)}`;
    this.names.set(text, name);
    return name;
  }

  /** All are prepared anew, once for however many that fail by an old name. */
  renew(name: string): void {
    if (![...this.names.values()].includes(name)) return;
    this.generation += 1;
    this.names.clear();
  }
}

const known = new WeakMap<DataSource, Statements>();

function statementsOf(dataSource: DataSource): Statements {
  const statements = known.get(dataSource) ?? new Statements();
  known.set(dataSource, statements);
  return statements;
}
