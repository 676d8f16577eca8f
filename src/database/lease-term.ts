import { CLOCK_SKEW_MS } from '../common/index.js';
import { encodeInstant } from './columns.js';
import { type Sql, sql, rawSql } from './sql.js';
import type { SqlValues } from './sql-values.js';

/**
 * How long a lease has left, in milliseconds; below 0 when it is over. One that ends later than any that is taken now was
 * taken by a process whose clock was ahead, and is void: else it would last for as long as that clock was wrong.
 * @param termMs how long a lease lasts that is taken now
 */
export function leaseMsLeft(until: Date, now: Date, termMs: number): number {
  const msLeft = until.getTime() - now.getTime();
  return msLeft > termMs + CLOCK_SKEW_MS ? -1 : msLeft;
}

/** The same as a condition: that the lease which the column ends is over. */
export function leaseHasEnded(column: string, now: Date, termMs: number): Sql {
  const last = new Date(now.getTime() + termMs + CLOCK_SKEW_MS);
  return sql`(${rawSql(column)} < ${now} OR ${rawSql(column)} > ${last})`;
}

/** @deprecated `leaseHasEnded` does the same. */
export function leaseIsOver(values: SqlValues, column: string, now: Date, termMs: number): string {
  const last = new Date(now.getTime() + termMs + CLOCK_SKEW_MS);
  return `(${column} < ${values.place(encodeInstant(now))} OR ${column} > ${values.place(encodeInstant(last))})`;
}
