import type { EntityManager } from 'typeorm';
import { type Owner, Pauses } from '../common/index.js';
import { type HideWord, SearchIndex, type SearchDocument, type SearchTable } from './search-index.js';
import { storedTerms, wantedTerms } from './search-terms.js';

/**
 * Maximum number of indexed terms of a document. FTS5 writes them in one step inside of this process, and more would
 * block the event loop for longer than 50 ms.
 */
const MOST_TERMS = 40_000;
/**
 * A document with more terms than this is written in an iteration of the event loop of its own, separate from the
 * commit.
 */
const MANY_TERMS = 5_000;

/** Number of pages of the index that one step rewrites. */
const PAGES = 200;

/** Search index in SQLite's FTS5. The table `<name>_docs` maps document ids to the row numbers of FTS5. */
export class SqliteSearchIndex extends SearchIndex {
  constructor(private readonly table: SearchTable) {
    super();
  }

  async index(db: EntityManager, owner: Owner, documents: readonly SearchDocument[], hide?: HideWord): Promise<void> {
    const { name, document, subject } = this.table;
    const isOwnSubject = document === subject;
    const columns = isOwnSubject ? document : `${document}, ${subject}`;
    for (const { id, subjectId, text } of documents) {
      const ids = isOwnSubject ? [id] : [id, subjectId];
      const terms = (await storedTerms(owner, text, hide)).slice(0, MOST_TERMS);
      const isLong = terms.length > MANY_TERMS;
      await db.query(`INSERT INTO ${name}_docs (${columns}) VALUES (${ids.map(() => '?').join(', ')})`, ids);
      if (isLong) await new Pauses().next();
      await db.query(`INSERT INTO ${name} (rowid, terms) SELECT doc_id, ? FROM ${name}_docs WHERE ${document} = ?`, [
        terms.join(' '),
        id,
      ]);
      if (isLong) await new Pauses().next();
    }
  }

  remove(db: EntityManager, documentId: string): Promise<void> {
    return this.removeBy(db, this.table.document, documentId);
  }

  removeAll(db: EntityManager, subjectId: string): Promise<void> {
    return this.removeBy(db, this.table.subject, subjectId);
  }

  /**
   * FTS5 only marks a document as removed; its words stay until that part of the index is rewritten. A negative number
   * starts to rewrite the whole index, and positive numbers continue, this many pages at a time.
   */
  async scrub(db: EntityManager, step: number): Promise<boolean> {
    const { name } = this.table;
    const before = await changesOf(db);
    await db.query(`INSERT INTO ${name} (${name}, rank) VALUES ('merge', ?)`, [step === 0 ? -PAGES : PAGES]);
    // The command itself counts as one change.
    return step === 0 || (await changesOf(db)) - before > 1;
  }

  async findFew(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    most: number,
    hide?: HideWord,
  ): Promise<string[] | null> {
    const { name, subject } = this.table;
    const rows = await db.query<{ id: string }[]>(
      `SELECT d.${subject} AS id FROM ${name} s CROSS JOIN ${name}_docs d ON d.doc_id = s.rowid
        WHERE s.${name} MATCH ? LIMIT ?`,
      [toQuery(wantedTerms(owner, terms, hide)), most + 1],
    );
    return rows.length > most ? null : [...new Set(rows.map(({ id }) => id))];
  }

  async findAmong(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    subjectIds: readonly string[],
    hide?: HideWord,
  ): Promise<string[]> {
    const { name, subject } = this.table;
    // Neighbouring rows of a list have close row numbers, so FTS5 reads only a short range of its index.
    const rows = await db.query<{ id: string }[]>(
      `WITH wanted AS MATERIALIZED (
         SELECT d.${subject} AS id, d.doc_id FROM json_each(?) j CROSS JOIN ${name}_docs d ON d.${subject} = j.value)
       SELECT DISTINCT id FROM wanted WHERE doc_id IN (
         SELECT s.rowid FROM ${name} s WHERE s.${name} MATCH ?
            AND s.rowid BETWEEN (SELECT min(doc_id) FROM wanted) AND (SELECT max(doc_id) FROM wanted))`,
      [JSON.stringify(subjectIds), toQuery(wantedTerms(owner, terms, hide))],
    );
    return rows.map(({ id }) => id);
  }

  private async removeBy(db: EntityManager, column: string, id: string): Promise<void> {
    const { name } = this.table;
    await db.query(`DELETE FROM ${name} WHERE rowid IN (SELECT doc_id FROM ${name}_docs WHERE ${column} = ?)`, [id]);
    await db.query(`DELETE FROM ${name}_docs WHERE ${column} = ?`, [id]);
  }
}

async function changesOf(db: EntityManager): Promise<number> {
  const [row] = await db.query<{ changes: number }[]>('SELECT total_changes() AS changes');
  return row?.changes ?? 0;
}

function toQuery(alternatives: readonly (readonly string[])[]): string {
  return alternatives.map((terms) => `(${terms.map((term) => `"${term}"`).join(' AND ')})`).join(' OR ');
}
