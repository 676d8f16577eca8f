import type { UsageGroup, UsageNumbers, UsageSum } from '../journal/index.js';

export interface UsageQuery {
  /** Start of the time range, inclusive. @default the start of the current month in UTC */
  readonly from?: Date | undefined;
  /** End of the time range, exclusive. @default no end */
  readonly to?: Date | undefined;
  /** How to group the usage. @default no groups */
  readonly groupBy?: UsageGroup | undefined;
}

export interface UsageReport {
  /** The user whose usage it is; `null` for the whole tenant. */
  readonly userId: string | null;
  readonly from: Date;
  readonly to: Date | null;
  readonly groupBy: UsageGroup | null;
  readonly total: UsageNumbers;
  /** Days in chronological order, other groups by descending cost. */
  readonly groups: readonly UsageSum[];
  /** Whether there are more groups. The total includes all groups. */
  readonly hasMore: boolean;
}
