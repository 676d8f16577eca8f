import { Injectable } from '@nestjs/common';
import type { Owner, Page, PageRequest, Reach } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { HoldsService } from '../holds/index.js';
import { termsOf } from '../search/index.js';
import { ResultNotFoundError } from './analysis.errors.js';
import type { HistoryQuery } from './analysis.types.js';
import type { Result } from './entities/result.entity.js';
import { ResultRepository } from './result.repository.js';

/** Reads and deletes what was answered. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly results: ResultRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly holds: HoldsService,
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
    return this.results.findHistory(owner, { ...filter, terms: termsOf(q) }, page);
  }

  /** Deletes a result for good; it is never replayed again. @throws ResultNotFoundError, LegalHoldError */
  async delete(reach: Reach, id: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const result = await this.getOrThrow(reach, id);
      if (!(await this.results.delete(reach, id))) throw new ResultNotFoundError();
      await this.holds.assertNone(result);
    });
  }
}
