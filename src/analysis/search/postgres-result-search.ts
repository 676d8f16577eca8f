import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/index.js';
import { ResultSearch, type SearchCondition } from './result-search.js';
import { documentTerms, ownerTerm } from './search-terms.js';

export class PostgresResultSearch extends ResultSearch {
  async index(db: EntityManager, owner: Owner, resultId: string, text: string): Promise<void> {
    await db.query('INSERT INTO results_search (result_id, terms) VALUES ($1, array_to_tsvector($2::text[]))', [
      resultId,
      [ownerTerm(owner), ...documentTerms(text)],
    ]);
  }

  async remove(db: EntityManager, resultId: string): Promise<void> {
    await db.query('DELETE FROM results_search WHERE result_id = $1', [resultId]);
  }

  condition(owner: Owner, terms: readonly string[]): SearchCondition {
    return {
      sql: 'r.id IN (SELECT s.result_id FROM results_search s WHERE s.terms @@ CAST(:search AS tsquery))',
      parameters: { search: [ownerTerm(owner), ...terms].map((term) => `'${term}'`).join(' & ') },
    };
  }
}
