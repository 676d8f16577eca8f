import { setImmediate } from 'node:timers/promises';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import { DatabaseUnavailableError } from './database.errors.js';
import { askPrepared } from './prepared-statements.js';

type Rows = ObjectLiteral[];
type Read = <T>(query: (db: EntityManager) => Promise<T>) => Promise<T>;

/** One question: with whom it is shared decides what it is asked with, so that nobody gets an answer to another one. */
interface Question {
  readonly values: readonly string[];
  readonly asking: Asking[];
}

interface Asking {
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
}

/** How many questions one statement answers. */
const ASKED_AT_ONCE = 100;

/**
 * Look-ups of few rows that are asked for at once are made together: on PostgreSQL by one statement for each kind of them, so
 * that what a statement costs is paid once for all. Each begins after all who share it have asked, so nobody is told what
 * was true before.
 */
export class LookUps {
  /** What has been asked and not been sent, by the text of the statement. */
  private readonly coming = new Map<string, Map<string, Question>>();

  constructor(private readonly read: Read) {}

  /**
   * The rows that a statement finds, in its order.
   * @param text must be one of few; how many values it takes is always the same
   * @throws what reading throws; what is wrong with one's own values is nobody else's error
   */
  find(text: string, values: readonly string[]): Promise<Rows> {
    return new Promise((resolve, reject) => {
      const questions = this.coming.get(text) ?? this.begin(text);
      const name = JSON.stringify(values);
      const same = questions.get(name);
      if (same) same.asking.push({ resolve, reject });
      else questions.set(name, { values, asking: [{ resolve, reject }] });
      if (questions.size >= ASKED_AT_ONCE) this.coming.delete(text);
    });
  }

  private begin(text: string): Map<string, Question> {
    const questions = new Map<string, Question>();
    this.coming.set(text, questions);
    void this.answer(text, questions);
    return questions;
  }

  /** Once whatever else has arrived meanwhile is read, too, and there is a connection. */
  private async answer(text: string, coming: Map<string, Question>): Promise<void> {
    const taken = (): Question[] => {
      if (this.coming.get(text) === coming) this.coming.delete(text);
      return [...coming.values()];
    };
    await setImmediate();
    try {
      const [questions, rows] = await this.read(async (db) => {
        const all = taken();
        return [all, await rowsOf(db, text, all)] as const;
      });
      questions.forEach(({ asking }, place) => asking.forEach(({ resolve }) => resolve(rows[place] ?? [])));
    } catch (error) {
      const questions = taken();
      const isShared = questions.length > 1 && !(error instanceof DatabaseUnavailableError);
      for (const question of questions) {
        if (isShared) void this.answer(text, new Map([['alone', question]]));
        else question.asking.forEach(({ reject }) => reject(error));
      }
    }
  }
}

/** For each question its rows, in the order of the questions. */
async function rowsOf(db: EntityManager, text: string, questions: readonly Question[]): Promise<Rows[]> {
  const isTogether = db.dataSource.options.type === 'postgres' && questions.length > 1;
  if (isTogether) return rowsTogether(db, text, questions);
  const rows: Rows[] = [];
  for (const { values } of questions) rows.push(await askPrepared(db, text, [...values]));
  return rows;
}

/**
 * Asks with arrays, one for each value. The answers say to which place in them they belong, and which of its rows they
 * are. `OFFSET 0` keeps each look-up planned as it is alone.
 */
async function rowsTogether(db: EntityManager, text: string, questions: readonly Question[]): Promise<Rows[]> {
  const columns = questions[0]?.values.map((_, column) => questions.map(({ values }) => values[column])) ?? [];
  const arrays = columns.map((_, column) => `CAST($${column + 1} AS varchar[])`);
  const names = columns.map((_, column) => `v${column + 1}`);
  const each = text.replaceAll(/\$(\d+)/g, 'asked.v$1');
  const together = `SELECT asked.asked_place, answer.* FROM unnest(${arrays.join(', ')}) WITH ORDINALITY
    AS asked (${names.join(', ')}, asked_place)
    CROSS JOIN LATERAL (SELECT row_number() OVER () AS row_place, found.* FROM (${each} OFFSET 0) AS found) AS answer`;
  const rows: Rows[] = questions.map(() => []);
  for (const row of await askPrepared(db, together, columns)) {
    const own = rows[Number(row.asked_place) - 1];
    if (own) own[Number(row.row_place) - 1] = row;
  }
  return rows;
}
