import type { UsageNumbers } from './usage-numbers.js';

export type UsageGroup = 'day' | 'model' | 'user' | 'kind';

/** From an instant on, up to another that no longer counts. */
export interface Span {
  readonly from: Date;
  /** `null`: there is no end. */
  readonly to: Date | null;
}

/** A time in whole days, which are added up already, and pieces of days, which are not. */
export interface UsageSpan {
  readonly days: Span | null;
  readonly pieces: readonly Span[];
}

export interface UsageSum {
  /** The day, the model, the user or the kind; empty where nothing is told apart. */
  readonly name: string;
  readonly usage: UsageNumbers;
}
