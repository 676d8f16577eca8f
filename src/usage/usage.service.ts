import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock, type AccessScope, ValidationFailedError } from '../common/index.js';
import { addUp, type Span, UsageRepository, type UsageSum } from '../journal/index.js';
import { inDays } from './usage-span.js';
import type { UsageQuery, UsageReport } from './usage.types.js';

/** Maximum number of groups in a report. Five years have fewer days. */
export const MOST_GROUPS = 2_000;
const LONGEST_YEARS = 5;

/** Reports what was billed and what was replayed. Each report is audited. */
@Injectable()
export class UsageService {
  constructor(
    private readonly usage: UsageRepository,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The usage of one user, or with `userId: null` of the whole tenant. Calls are counted once they have ended, under
   * the time at which they were sent. Money is in picodollars (10⁻¹² US dollars).
   * @param query `from` @default the start of the current month in UTC; `to` @default now; `groupBy` @default no groups
   * @throws ValidationFailedError if the range is empty or longer than five years
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
    const span = this.validate({ from: from ?? startOfMonth(this.clock.now()), to: to ?? null });
    const days = inDays(span);
    const found = groupBy ? await this.usage.sum(scope, days, groupBy, MOST_GROUPS + 1) : [];
    const groups = found.slice(0, MOST_GROUPS);
    const hasMore = found.length > groups.length;
    // Adds up the groups instead of querying again, so that the total matches them.
    const all: UsageSum[] = groupBy && !hasMore ? groups : await this.usage.sum(scope, days, null, 1);
    const total = addUp(all.map(({ usage }) => usage));
    return { userId: scope.userId, ...span, groupBy: groupBy ?? null, total, groups, hasMore };
  }

  private validate(span: Span): Span {
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
