import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/index.js';
import { ResultSearch, type SearchCondition } from './result-search.js';
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

  condition(owner: Owner, terms: readonly string[]): SearchCondition {
    return {
      sql: `r.id IN (SELECT d.result_id FROM results_search s JOIN results_search_docs d ON d.doc_id = s.rowid
                     WHERE s.results_search MATCH :search)`,
      parameters: { search: [ownerTerm(owner), ...terms].map((term) => `"${term}"`).join(' AND ') },
    };
  }
}
