import { options, orNull, wholeNumber } from '../../common/index.js';

/** How old what is stored may become, in days; `null` where it is kept for good. */
export interface RetentionOptions {
  /** Results and conversations. @default null */
  readonly contentDays?: number | null;
  /** Calls and replays; what they add up to stays. By whole days in UTC. @default null */
  readonly ledgerDays?: number | null;
  /** The records of the audit trail; its seals stay. By whole days in UTC. @default null */
  readonly auditDays?: number | null;
}

export const RETENTION_OPTIONS = Symbol('RETENTION_OPTIONS');

const days = orNull(wholeNumber(1, 36_500));

export const RETENTION_RULES = options<RetentionOptions>({ contentDays: days, ledgerDays: days, auditDays: days });
