import type { QueryRunner } from 'typeorm';
import { Batcher, type Perform } from './batcher.js';
import { DatabaseUnavailableError } from './database.errors.js';
import { sendPrepared } from './prepared-statements.js';

type Rows = object[];
type Read = <T>(query: (runner: QueryRunner) => Promise<T>) => Promise<T>;

interface Question {
  readonly values: readonly string[];
  readonly name: string;
}

/** How many questions one statement answers. */
const ASKED_AT_ONCE = 100;

/**
 * Reads of the same text that are asked for at once are made together, on PostgreSQL by one statement, so that the cost of a
 * statement is paid once for all. Each begins after all who share it have asked, so no answer is older than its question.
 */
export class LookUps {
  private readonly batches = new Batcher({ most: ASKED_AT_ONCE });
  /** Asked and not yet sent: the very same question is asked once, and its callers share the rows. */
  private readonly coming = new Map<string, Promise<Rows>>();

  constructor(private readonly read: Read) {}

  /**
   * The rows that a statement finds, in its order.
   * @param text must be one of few; how many values it takes is always the same
   * @throws what reading throws; a question that the database refuses fails alone
   */
  find(text: string, values: readonly string[]): Promise<Rows> {
    const name = JSON.stringify([text, values]);
    const same = this.coming.get(name);
    if (same) return same;
    const perform: Perform<Question, Rows> = (take) => this.answer(text, take);
    const rows = this.batches.add(text, { values, name }, perform);
    this.coming.set(name, rows);
    return rows;
  }

  private async answer(text: string, take: () => readonly Question[]): Promise<readonly (Rows | Promise<Rows>)[]> {
    const close = (): readonly Question[] => {
      const questions = take();
      for (const { name } of questions) this.coming.delete(name);
      return questions;
    };
    try {
      return await this.read((runner) => rowsOf(runner, text, close()));
    } catch (error) {
      const questions = close();
      if (questions.length === 1 || error instanceof DatabaseUnavailableError) throw error;
      return questions.map((question) => this.alone(text, question));
    }
  }

  private async alone(text: string, question: Question): Promise<Rows> {
    const [rows] = await this.read((runner) => rowsOf(runner, text, [question]));
    return rows ?? [];
  }
}

/** For each question its rows, in the order of the questions. */
async function rowsOf(runner: QueryRunner, text: string, questions: readonly Question[]): Promise<Rows[]> {
  const isTogether = runner.dataSource.options.type === 'postgres' && questions.length > 1;
  if (isTogether) return rowsTogether(runner, text, questions);
  const all: Rows[] = [];
  for (const { values } of questions) {
    const { rows } = await sendPrepared(runner, text, [...values]);
    all.push(rows);
  }
  return all;
}

interface Placed {
  readonly asked_place: string;
  readonly row_place: string;
}

/**
 * Asks with arrays, one for each value. The answers say to which place in them they belong, and which of its rows they
 * are. `OFFSET 0` keeps each look-up planned as it is alone.
 */
async function rowsTogether(runner: QueryRunner, text: string, questions: readonly Question[]): Promise<Rows[]> {
  const columns = questions[0]?.values.map((_, column) => questions.map(({ values }) => values[column])) ?? [];
  const arrays = columns.map((_, column) => `CAST($${column + 1} AS varchar[])`);
  const names = columns.map((_, column) => `v${column + 1}`);
  const each = text.replaceAll(/\$(\d+)/g, 'asked.v$1');
  const together = `SELECT asked.asked_place, answer.* FROM unnest(${arrays.join(', ')}) WITH ORDINALITY
    AS asked (${names.join(', ')}, asked_place)
    CROSS JOIN LATERAL (SELECT row_number() OVER () AS row_place, found.* FROM (${each} OFFSET 0) AS found) AS answer`;
  const all: Rows[] = questions.map(() => []);
  const { rows } = await sendPrepared(runner, together, columns);
  for (const row of rows as (Placed & object)[]) {
    const own = all[Number(row.asked_place) - 1];
    if (own) own[Number(row.row_place) - 1] = row;
  }
  return all;
}
