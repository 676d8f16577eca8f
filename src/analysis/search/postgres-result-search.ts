import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/index.js';
import { ResultSearch } from './result-search.js';
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

  async findFew(db: EntityManager, owner: Owner, terms: readonly string[], most: number): Promise<string[] | null> {
    // Without MATERIALIZED the LIMIT makes the planner read the table from its start, in the hope of matches there.
    const rows = await db.query<{ id: string }[]>(
      `WITH found AS MATERIALIZED (SELECT result_id AS id FROM results_search WHERE terms @@ CAST($1 AS tsquery))
       SELECT id FROM found LIMIT $2`,
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
    const rows = await db.query<{ id: string }[]>(
      `SELECT s.result_id AS id FROM unnest(CAST($1 AS varchar[])) AS wanted
         CROSS JOIN LATERAL (SELECT * FROM results_search WHERE result_id = wanted OFFSET 0) s
        WHERE s.terms @@ CAST($2 AS tsquery)`,
      [ids, toQuery(owner, terms)],
    );
    return rows.map(({ id }) => id);
  }
}

function toQuery(owner: Owner, terms: readonly string[]): string {
  return [ownerTerm(owner), ...terms].map((term) => `'${term}'`).join(' & ');
}
