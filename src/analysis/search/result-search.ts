import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/index.js';

/** Full-text search over an owner's results, in the database's own index. */
export abstract class ResultSearch {
  abstract index(db: EntityManager, owner: Owner, resultId: string, text: string): Promise<void>;
  abstract remove(db: EntityManager, resultId: string): Promise<void>;
  /** The ids of all results that have every one of these terms, where there are at most `most`; else `null`. */
  abstract findFew(db: EntityManager, owner: Owner, terms: readonly string[], most: number): Promise<string[] | null>;
  /** Those of the owner's results `ids` that have every one of these terms, in any order. */
  abstract findAmong(
    db: EntityManager,
    owner: Owner,
    terms: readonly string[],
    ids: readonly string[],
  ): Promise<string[]>;
}
