import { options, orNull, wholeNumber } from '../../common/index.js';

/** How long data is kept, in days. `null` keeps it forever. */
export interface RetentionOptions {
  /** Retention of results and conversations. @default null */
  readonly contentDays?: number | null;
  /** Retention of calls and replays, by whole days in UTC. Usage totals are kept. @default null */
  readonly ledgerDays?: number | null;
  /** Retention of audit records, by whole days in UTC. Seals are kept. @default null */
  readonly auditDays?: number | null;
}

export const RETENTION_OPTIONS = Symbol('RETENTION_OPTIONS');

const days = orNull(wholeNumber(1, 36_500));

export const RETENTION_RULES = options<RetentionOptions>({ contentDays: days, ledgerDays: days, auditDays: days });
