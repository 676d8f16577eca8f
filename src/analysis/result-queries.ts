import type { Fresh } from '../cache/index.js';
import type { Keyset, Owner } from '../common/index.js';
import { encodeInstant, type SqlValues } from '../database/index.js';
import type { Result } from './entities/result.entity.js';

export interface HistoryFilter {
  /** Terms of which a result must have every one. */
  readonly terms: readonly string[];
  readonly model?: string | undefined;
  /** The first instant that counts. */
  readonly from?: Date | undefined;
  /** The first instant that no longer counts. */
  readonly to?: Date | undefined;
}

export function ownedIn(values: SqlValues, { tenantId, userId }: Owner): string {
  return `tenant_id = ${values.place(tenantId)} AND user_id = ${values.place(userId)}`;
}

export function sharedIn(values: SqlValues, { tenantId }: Owner): string {
  return `tenant_id = ${values.place(tenantId)} AND source_id IS NULL`;
}

export function newestAnswer(values: SqlValues, whose: string, cacheKey: string, { since, until }: Fresh): string {
  return `WHERE ${whose} AND cache_key = ${values.place(cacheKey)}
    AND answered_at >= ${values.place(encodeInstant(since))} AND answered_at <= ${values.place(encodeInstant(until))}
    ORDER BY answered_at DESC LIMIT 1`;
}

/** Of the owner's results, those under the filter and `ids`, newest first. What comes after it says how many. */
export function newestFirst(
  values: SqlValues,
  owner: Owner,
  { model, from, to }: HistoryFilter,
  after: Keyset | null,
  ids: readonly string[] | null = null,
): string {
  const which = [ownedIn(values, owner)];
  if (model !== undefined) which.push(`model = ${values.place(model)}`);
  if (from !== undefined) which.push(`created_at >= ${values.place(encodeInstant(from))}`);
  if (to !== undefined) which.push(`created_at < ${values.place(encodeInstant(to))}`);
  if (after !== null) {
    // A row comparison, unlike `a < x OR (a = x AND b < y)`, is one range of the index.
    which.push(`(created_at, id) < (${values.place(encodeInstant(after.at))}, ${values.place(after.id)})`);
  }
  if (ids !== null) which.push(`id IN (${ids.map((id) => values.place(id)).join(', ')})`);
  return `WHERE ${which.join(' AND ')} ORDER BY created_at DESC, id DESC`;
}

export function placeOf({ createdAt, id }: Pick<Result, 'id' | 'createdAt'>): Keyset {
  return { at: createdAt, id };
}
