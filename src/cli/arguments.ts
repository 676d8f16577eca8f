import { InvalidArgumentError } from 'commander';
import { OWNER_NAME, OWNER_NAME_RULE } from '../common/index.js';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;
/** Also matches former names that are no longer valid, for which there may still be rows. */
const STORED_NAME = /^[A-Za-z0-9._:@-]{1,128}$/;

/** Parses a time span such as `90d`, `12h` or `30m`. @returns milliseconds */
export function readSpan(text: string): number {
  const [, count = '', unit] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  if (unit === undefined) throw new InvalidArgumentError('It must be a time span such as 90d, 12h or 30m.');
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** Parses a whole number from 0. */
export function readCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number such as 120.');
  return Number(text);
}

export function readId(text: string): string {
  if (!UUID.test(text))
    throw new InvalidArgumentError('It must be the id of a key; `reprise keys list` shows the ids.');
  return text.toLowerCase();
}

/** Parses the name of a tenant or a user. */
export function readName(text: string): string {
  if (!OWNER_NAME.test(text)) throw new InvalidArgumentError(`It ${OWNER_NAME_RULE}.`);
  return text;
}

/** Parses the name of a tenant or a user with stored data: `.` and `..` used to be valid names. */
export function readStoredName(text: string): string {
  return STORED_NAME.test(text) ? text : readName(text);
}

/** Parses a day in UTC such as `2026-11-01`, or a time with its zone. */
export function readInstant(text: string): Date {
  const at = INSTANT.test(text) ? new Date(text) : new Date(NaN);
  // `Date` would read 31 April as 1 May.
  if (Number.isNaN(at.getTime()) || !isDay(text.slice(0, 10)))
    throw new InvalidArgumentError('It must be a day such as 2026-11-01, or a time such as 2026-11-01T12:00:00Z.');
  return at;
}

function isDay(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}
