import type { EntityManager } from 'typeorm';
import type { Owner } from '../common/index.js';
import { askPrepared, inOneStep } from '../database/index.js';
import { type HideWord, SearchIndex, type SearchDocument, type SearchTable } from './search-index.js';
import { storedTerms, wantedTerms } from './search-terms.js';

/** Maximum number of documents, and of terms, in one statement. A single document may exceed the number of terms. */
const MOST_DOCUMENTS = 100;
const MOST_TERMS = 100_000;

interface Entry {
  readonly id: string;
  readonly subject: string;
  readonly terms: readonly string[];
}

export class PostgresSearchIndex extends SearchIndex {
  /** Whether a document is its own subject. */
  private readonly isOwnSubject: boolean;

  constructor(private readonly table: SearchTable) {
    super();
    this.isOwnSubject = table.document === table.subject;
  }

  async index(db: EntityManager, owner: Owner, documents: readonly SearchDocument[], hide?: HideWord): Promise<void> {
    const entries: Entry[] = [];
    for (const { id, subjectId, text } of documents) {
      entries.push({ id, subject: subjectId, terms: await storedTerms(owner, text, hide) });
    }
    await inOneStep(db, `index ${this.table.name}`, entries, async (all) => {
      for (const chunk of chunksOf(all.flat())) await this.insert(db, chunk);
      return [];
    });
  }

  async remove(db: EntityManager, documentId: string): Promise<void> {
    await db.query(`DELETE FROM ${this.table.name} WHERE ${this.table.document} = $1`, [documentId]);
  }

  async removeAll(db: EntityManager, subjectId: string): Promise<void> {
    await db.query(`DELETE FROM ${this.table.name} WHERE ${this.table.subject} = $1`, [subjectId]);
  }

  /** Nothing to do: queries do not see deleted rows, and VACUUM reuses their space. */
  scrub(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async findFew(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    most: number,
    hide?: HideWord,
  ): Promise<string[] | null> {
    const { name, subject } = this.table;
    // Without MATERIALIZED, the LIMIT makes the planner scan the table from its start in the hope of early matches.
    const rows = await db.query<{ id: string }[]>(
      `WITH found AS MATERIALIZED (SELECT ${subject} AS id FROM ${name} WHERE terms @@ CAST($1 AS tsquery))
       SELECT id FROM found LIMIT $2`,
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
    // OFFSET 0 keeps the planner from searching the full-text index; a subject's first match is enough.
    const rows = await db.query<{ id: string }[]>(
      `SELECT wanted AS id FROM unnest(CAST($1 AS varchar[])) AS wanted
         CROSS JOIN LATERAL (
           SELECT FROM (SELECT * FROM ${name} WHERE ${subject} = wanted OFFSET 0) s
            WHERE s.terms @@ CAST($2 AS tsquery) LIMIT 1) found`,
      [[...new Set(subjectIds)], toQuery(wantedTerms(owner, terms, hide))],
    );
    return rows.map(({ id }) => id);
  }

  private async insert(db: EntityManager, entries: readonly Entry[]): Promise<void> {
    const { name, document, subject } = this.table;
    const [columns, ids] = this.isOwnSubject ? [document, 'id'] : [`${document}, ${subject}`, 'id, subject'];
    await askPrepared(
      db,
      `INSERT INTO ${name} (${columns}, terms)
       SELECT ${ids}, array_to_tsvector(ARRAY(SELECT json_array_elements_text(terms)))
         FROM json_to_recordset($1) AS entry (id varchar, subject varchar, terms json)`,
      [JSON.stringify(entries)],
    );
  }
}

function* chunksOf(entries: readonly Entry[]): Generator<readonly Entry[], void> {
  let chunk: Entry[] = [];
  let terms = 0;
  for (const entry of entries) {
    terms += entry.terms.length;
    if (chunk.length === MOST_DOCUMENTS || (chunk.length > 0 && terms > MOST_TERMS)) {
      yield chunk;
      chunk = [];
      terms = entry.terms.length;
    }
    chunk.push(entry);
  }
  if (chunk.length > 0) yield chunk;
}

function toQuery(alternatives: readonly (readonly string[])[]): string {
  return alternatives.map((terms) => `(${terms.map((term) => `'${term}'`).join(' & ')})`).join(' | ');
}
