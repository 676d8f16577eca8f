import { leaseTime, MAX_TIMER_MS, options, wholeNumber } from '../common/index.js';

export interface JournalModuleOptions {
  /**
   * How long a process is taken for alive after its last sign of life, in milliseconds; it gives one every third of
   * that. A call whose process died is `interrupted` after at most twice as long. @default 30_000
   */
  readonly leaseMs?: number;
  /** How long an answer that the database did not take is kept and offered again, in milliseconds. @default 600_000 */
  readonly keepMs?: number;
}

export const JOURNAL_OPTIONS = Symbol('JOURNAL_OPTIONS');

export const JOURNAL_RULES = options<JournalModuleOptions>({
  leaseMs: leaseTime,
  keepMs: wholeNumber(0, MAX_TIMER_MS),
});

export const DEFAULT_LEASE_MS = 30_000;
export const DEFAULT_KEEP_MS = 600_000;
