import type { EntityManager } from 'typeorm';
import type { Owner } from '../common/index.js';

/** The table of a search index. The module's own migration creates it; no entity maps it. */
export interface SearchTable {
  /** Name of the table. On SQLite there is also a table `<name>_docs`. */
  readonly name: string;
  /** Column of the document id, the primary key. */
  readonly document: string;
  /** Indexed column of the subject id. The same as `document` if each subject has one document. */
  readonly subject: string;
}

export interface SearchDocument {
  readonly id: string;
  /** The id that searches return. The same as `id` if each subject has one document. */
  readonly subjectId: string;
  readonly text: string;
}

/** Maps each word to a keyed pseudonym. */
export type HideWord = (word: string) => string;

/**
 * Full-text search in the database's own index. A search finds a subject if one of its documents contains all terms of
 * the query. With `hide`, documents are indexed by pseudonyms of their words, and queries match pseudonyms and plain
 * words, so that documents from before are found too.
 */
export abstract class SearchIndex {
  abstract index(db: EntityManager, owner: Owner, documents: readonly SearchDocument[], hide?: HideWord): Promise<void>;
  /** Removes a document, if it is indexed. */
  abstract remove(db: EntityManager, documentId: string): Promise<void>;
  /** Removes all documents of a subject. */
  abstract removeAll(db: EntityManager, subjectId: string): Promise<void>;
  /**
   * Removes remains of removed documents from the database's files, one step in a transaction of its own.
   * @param step number of the step, from 0
   * @returns whether there are more steps
   */
  abstract scrub(db: EntityManager, step: number): Promise<boolean>;
  /** The distinct ids of all matching subjects; `null` if more than `most` documents match. */
  abstract findFew(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    most: number,
    hide?: HideWord,
  ): Promise<string[] | null>;
  /** The distinct ids among `subjectIds` that match, in any order. */
  abstract findAmong(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    subjectIds: readonly string[],
    hide?: HideWord,
  ): Promise<string[]>;
}
