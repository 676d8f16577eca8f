import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock, type AccessScope, ValidationFailedError } from '../common/index.js';
import { addUp, type Span, UsageRepository, type UsageSum } from '../journal/index.js';
import { inDays } from './usage-span.js';
import type { UsageQuery, UsageReport } from './usage.types.js';

/** How many groups an answer has at most; five years have fewer days. */
export const MOST_GROUPS = 2_000;
const LONGEST_YEARS = 5;

/** Says what was billed and what was served. That it is asked for is recorded. */
@Injectable()
export class UsageService {
  constructor(
    private readonly usage: UsageRepository,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The usage of one user, or (`userId: null`) of the whole tenant. Calls count from when they have ended, at the time
   * at which they were sent. Money is in picodollars (10⁻¹² US dollars).
   * @param query `from` @default the beginning of this month in UTC; `to` @default now; `groupBy` @default no groups
   * @throws ValidationFailedError for a time that ends before it begins, or is longer than five years
   */
  report(scope: AccessScope, query: UsageQuery = {}): Promise<UsageReport> {
    const read = { action: 'usage.read' } as const;
    return this.audit.attempt(scope, read, async () => {
      const report = await this.addUp(scope, query);
      const { from, to, groupBy } = report;
      const detail = { from: from.toISOString(), to: to && to.toISOString(), group_by: groupBy };
      await this.audit.note(scope, { ...read, detail });
      return report;
    });
  }

  private async addUp(scope: AccessScope, { from, to, groupBy }: UsageQuery): Promise<UsageReport> {
    const span = this.check({ from: from ?? startOfMonth(this.clock.now()), to: to ?? null });
    const days = inDays(span);
    const found = groupBy ? await this.usage.sum(scope, days, groupBy, MOST_GROUPS + 1) : [];
    const groups = found.slice(0, MOST_GROUPS);
    const hasMore = found.length > groups.length;
    // What the groups add up to is of the same moment as they are.
    const all: UsageSum[] = groupBy && !hasMore ? groups : await this.usage.sum(scope, days, null, 1);
    const total = addUp(all.map(({ usage }) => usage));
    return { userId: scope.userId, ...span, groupBy: groupBy ?? null, total, groups, hasMore };
  }

  private check(span: Span): Span {
    const end = span.to ?? this.clock.now();
    const longest = new Date(span.from);
    longest.setUTCFullYear(longest.getUTCFullYear() + LONGEST_YEARS);
    if (span.to && span.to <= span.from) throw invalid('to', 'must be later than from');
    if (end > longest) throw invalid('from', `must be at most ${LONGEST_YEARS} years before to, or before now`);
    return span;
  }
}

function startOfMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
}

function invalid(field: string, message: string): ValidationFailedError {
  return new ValidationFailedError(`${field} ${message}.`, { errors: [{ field, message }] });
}
