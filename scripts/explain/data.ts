import type { Owner } from '../../src/common/index.js';

/** One user in ten rows; the other 999 share the rest. Users take turns among five tenants. */
export const USERS = 1000;
const TENANTS = 5;
export const HEAVY: Owner = ownerOf(0);
export const SMALL: Owner = ownerOf(5);

/** The rows spread evenly over this much time before `NOW`, oldest first; two at a time share an instant. */
export const NOW = new Date('2026-11-23T12:00:00.000Z');
export const SPAN_MS = 90 * 86_400_000;

export const MODELS = ['claude-sonnet-5-5', 'claude-opus-5-5', 'claude-haiku-5-5'] as const;
/** One row in a hundred has it. */
export const RARE_MODEL = MODELS[2];

/** In every row; in one of twenty; in every row but the heavy user's. A row's own number is in that row alone. */
export const COMMON_WORD = 'report';
export const TOPIC_WORD = 'topic3';
export const FOREIGN_WORD = 'elsewhere';

/** A question asked anew a thousand times in a million rows, all by the heavy user. */
export const HOT_KEY = 'ho'.repeat(32);

export function ownerOf(user: number): Owner {
  return { tenantId: `tenant-${user % TENANTS}`, userId: `user-${user}` };
}

/** What the two ways of filling a database have to agree on, for row `i` of `rows`. */
export function rowOf(i: number, rows: number) {
  const user = i % 10 === 0 ? 0 : 1 + ((i * 7919) % (USERS - 1));
  const ms = NOW.getTime() - SPAN_MS + Math.floor(Math.floor(i / 2) * 2 * (SPAN_MS / rows));
  const turn = Math.floor(i / 10) + i;
  const words = `${COMMON_WORD} ${i} topic${turn % 20} w${(i * 31) % 5003} v${(i * 17) % 20011}`;
  return {
    user,
    ms,
    id: `${hex(ms, 12).replace(/^.{8}/, '$&-')}-7${hex(i % 4096, 3)}-8${hex(Math.floor(i / 4096) % 4096, 3)}-${hex(i, 12)}`,
    model: turn % 100 === 0 ? MODELS[2] : (MODELS[turn % 2] ?? MODELS[0]),
    words: user === 0 ? words : `${words} ${FOREIGN_WORD}`,
    /** Four neighbours, of different users, ask the same. */
    cacheKey: i % 1000 === 0 ? HOT_KEY : hex(Math.floor(i / 4), 64),
    isCopy: i % 5 === 3,
  };
}

/** The number of an even row that is the small user's. */
export function smallRow(rows: number): number {
  for (let i = Math.floor(rows / 4) * 2; i < rows; i += 2) {
    if (rowOf(i, rows).user === 5) return i;
  }
  throw new Error('too few rows: the small user has none in the second half');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
