import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/index.js';

export interface SearchCondition {
  /** A condition on `r.id`, with named parameters. */
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Full-text search over an owner's results, in the database's own index. */
export abstract class ResultSearch {
  abstract index(db: EntityManager, owner: Owner, resultId: string, text: string): Promise<void>;
  abstract remove(db: EntityManager, resultId: string): Promise<void>;
  /** Holds for results that have every one of these terms. */
  abstract condition(owner: Owner, terms: readonly string[]): SearchCondition;
}
