import type { EntityManager } from 'typeorm';
import type { Owner } from '../common/index.js';

/** Where a module's documents are indexed: a table that its own migration makes, and no entity maps. */
export interface SearchTable {
  /** On SQLite there is `<name>_docs` beside it. */
  readonly name: string;
  /** The column of a document's id, the primary key. */
  readonly document: string;
  /** The column of the id of what is found, with an index; `document` itself where each subject is one document. */
  readonly subject: string;
}

export interface SearchDocument {
  readonly id: string;
  /** What is found by it; the same as `id` where each subject is one document. */
  readonly subjectId: string;
  readonly text: string;
}

/** Makes of each word another one that says nothing to who has not its key. */
export type HideWord = (word: string) => string;

/**
 * Full-text search over what owners have, in the database's own index. A subject is found by each of its documents, and
 * a document must have every term of a query. With `hide` documents are indexed by hidden words, and found by hidden as
 * by plain ones: those of before are found as well.
 */
export abstract class SearchIndex {
  abstract index(db: EntityManager, owner: Owner, documents: readonly SearchDocument[], hide?: HideWord): Promise<void>;
  /** Takes out one document, if it is there. */
  abstract remove(db: EntityManager, documentId: string): Promise<void>;
  /** Takes out every document of a subject. */
  abstract removeAll(db: EntityManager, subjectId: string): Promise<void>;
  /**
   * Takes out of the database's files what was removed, a step at a time, each in a transaction of its own.
   * @param step the how-manieth it is, from 0
   * @returns whether there is more to do
   */
  abstract scrub(db: EntityManager, step: number): Promise<boolean>;
  /** The ids of all subjects that match, each once, where at most `most` documents do; else `null`. */
  abstract findFew(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    most: number,
    hide?: HideWord,
  ): Promise<string[] | null>;
  /** Those of the owner's subjects `subjectIds` that match, each once, in any order. */
  abstract findAmong(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    subjectIds: readonly string[],
    hide?: HideWord,
  ): Promise<string[]>;
}
