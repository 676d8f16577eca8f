import type { UsageGroup, UsageNumbers, UsageSum } from '../journal/index.js';

export interface UsageQuery {
  /** The first instant that counts. @default the start of the current month in UTC */
  readonly from?: Date | undefined;
  /** The first instant that no longer counts. @default none */
  readonly to?: Date | undefined;
  /** What to tell apart. @default nothing */
  readonly groupBy?: UsageGroup | undefined;
}

export interface UsageReport {
  /** Whose usage it is; `null`: everybody's in the tenant. */
  readonly userId: string | null;
  readonly from: Date;
  readonly to: Date | null;
  readonly groupBy: UsageGroup | null;
  readonly total: UsageNumbers;
  /** Days in their order; other groups with the dearest first. */
  readonly groups: readonly UsageSum[];
  /** Whether there are more groups than these. The total has them all. */
  readonly hasMore: boolean;
}
