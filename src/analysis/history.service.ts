import { Injectable } from '@nestjs/common';
import { type Owner, type Page, type PageRequest, type Reach, ValidationFailedError } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ResultNotFoundError } from './analysis.errors.js';
import type { HistoryQuery } from './analysis.types.js';
import type { Result } from './entities/result.entity.js';
import { ResultRepository } from './result.repository.js';
import { queryTerms } from './search/search-terms.js';

/** Reads and deletes what was answered. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly results: ResultRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws ResultNotFoundError also for a result of somebody else */
  async getOrThrow(reach: Reach, id: string): Promise<Result> {
    const result = await this.results.findById(reach, id);
    if (!result) throw new ResultNotFoundError();
    return result;
  }

  /** A user's results, newest first. @throws ValidationFailedError when there is nothing in `q` to search for */
  list(owner: Owner, query: HistoryQuery, page: PageRequest): Promise<Page<Result>> {
    const { q, ...filter } = query;
    const terms = q === undefined ? [] : queryTerms(q);
    if (q !== undefined && terms.length === 0) {
      const message = 'must hold a letter, a digit or an emoji to search for';
      throw new ValidationFailedError(`q ${message}.`, { errors: [{ field: 'q', message }] });
    }
    return this.results.findHistory(owner, { ...filter, terms }, page);
  }

  /** Deletes a result for good; it is never replayed again. @throws ResultNotFoundError */
  async delete(reach: Reach, id: string): Promise<void> {
    const found = await this.unitOfWork.run(() => this.results.delete(reach, id));
    if (!found) throw new ResultNotFoundError();
  }
}
