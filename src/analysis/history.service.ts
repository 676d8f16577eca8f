import { Injectable } from '@nestjs/common';
import {
  AuditTrail,
  listDetail,
  type Owner,
  type Page,
  type PageRequest,
  type AccessScope,
  RepriseEvents,
} from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { HoldsService } from '../holds/index.js';
import { termsOf } from '../search/index.js';
import { ResultNotFoundError } from './analysis.errors.js';
import type { HistoryQuery } from './analysis.types.js';
import type { Result } from './entities/result.entity.js';
import { ResultRepository } from './result.repository.js';

/** Reads and deletes what was answered. Each of it is recorded. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly results: ResultRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly holds: HoldsService,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /** One result. @throws ResultNotFoundError also for another owner's */
  getOrThrow(scope: AccessScope, id: string): Promise<Result> {
    const read = { action: 'result.read', subjectId: id } as const;
    return this.audit.attempt(scope, read, async () => {
      const result = await this.find(scope, id);
      await this.audit.note(result, read);
      return result;
    });
  }

  /**
   * A user's results, newest first.
   * @param query `from` and later, before `to`; what is not there does not narrow it
   * @param page `limit` rows after the place `after`: `next` of the page before, and `null` for the first one
   * @throws ValidationFailedError when there is nothing in `q` to search for
   */
  list(owner: Owner, query: HistoryQuery, page: PageRequest): Promise<Page<Result>> {
    const listed = { action: 'results.listed' } as const;
    return this.audit.attempt(owner, listed, async () => {
      const { q, ...filter } = query;
      const found = await this.results.findHistory(owner, { ...filter, terms: termsOf(q) }, page);
      await this.audit.note(owner, { ...listed, detail: listDetail(found.rows) });
      return found;
    });
  }

  /**
   * Deletes a result for good; it is never replayed again.
   * @throws ResultNotFoundError also for another owner's
   * @throws LegalHoldError while its user is held, and nothing is deleted
   */
  delete(scope: AccessScope, id: string): Promise<void> {
    const deleted = { action: 'result.deleted', subjectId: id } as const;
    return this.audit.attempt(scope, deleted, async () => {
      const result = await this.find(scope, id);
      await this.unitOfWork.run(async () => {
        if (!(await this.results.delete(result, id))) throw new ResultNotFoundError();
        await this.holds.assertNone(result);
        await this.audit.record(result, deleted);
        this.unitOfWork.afterCommit(() => this.events.emit('result.deleted', result, { resultId: id }));
      });
    });
  }

  private async find(scope: AccessScope, id: string): Promise<Result> {
    const result = await this.results.findById(scope, id);
    if (!result) throw new ResultNotFoundError();
    return result;
  }
}
