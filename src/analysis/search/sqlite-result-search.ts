import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/index.js';
import { ResultSearch } from './result-search.js';
import { documentTerms, ownerTerm } from './search-terms.js';

/** FTS5, which numbers its documents; `results_search_docs` gives each result its number. */
export class SqliteResultSearch extends ResultSearch {
  async index(db: EntityManager, owner: Owner, resultId: string, text: string): Promise<void> {
    const terms = [ownerTerm(owner), ...documentTerms(text)].join(' ');
    await db.query('INSERT INTO results_search_docs (result_id) VALUES (?)', [resultId]);
    await db.query(
      `INSERT INTO results_search (rowid, terms) SELECT doc_id, ? FROM results_search_docs WHERE result_id = ?`,
      [terms, resultId],
    );
  }

  async remove(db: EntityManager, resultId: string): Promise<void> {
    const document = 'SELECT doc_id FROM results_search_docs WHERE result_id = ?';
    await db.query(`DELETE FROM results_search WHERE rowid = (${document})`, [resultId]);
    await db.query('DELETE FROM results_search_docs WHERE result_id = ?', [resultId]);
  }

  async findFew(db: EntityManager, owner: Owner, terms: readonly string[], most: number): Promise<string[] | null> {
    const rows = await db.query<{ id: string }[]>(
      `SELECT d.result_id AS id FROM results_search s CROSS JOIN results_search_docs d ON d.doc_id = s.rowid
        WHERE s.results_search MATCH ? LIMIT ?`,
      [toQuery(owner, terms), most + 1],
    );
    return rows.length > most ? null : rows.map(({ id }) => id);
  }

  async findAmong(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    ids: readonly string[],
  ): Promise<string[]> {
    // Neighbours in a history have been numbered one after another, so FTS5 reads one short stretch of its lists.
    const rows = await db.query<{ id: string }[]>(
      `WITH wanted AS MATERIALIZED (
         SELECT d.result_id, d.doc_id FROM json_each(?) j CROSS JOIN results_search_docs d ON d.result_id = j.value)
       SELECT result_id AS id FROM wanted WHERE doc_id IN (
         SELECT s.rowid FROM results_search s WHERE s.results_search MATCH ?
            AND s.rowid BETWEEN (SELECT min(doc_id) FROM wanted) AND (SELECT max(doc_id) FROM wanted))`,
      [JSON.stringify(ids), toQuery(owner, terms)],
    );
    return rows.map(({ id }) => id);
  }
}

function toQuery(owner: Owner, terms: readonly string[]): string {
  return [ownerTerm(owner), ...terms].map((term) => `"${term}"`).join(' AND ');
}
