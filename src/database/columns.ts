import { Column, type ColumnOptions, PrimaryColumn } from 'typeorm';

/**
 * Portable column vocabulary: the same bytes in SQLite and PostgreSQL, on the wire and in an export.
 * The decisions behind it are in docs/adr/0003-instants-and-ids.md.
 */
type Named = Pick<ColumnOptions, 'name' | 'nullable' | 'default'>;

/** A UUIDv7 string, given by us and never by the database. */
export function IdColumn(): PropertyDecorator {
  return PrimaryColumn({ type: 'varchar', length: 36 });
}

/** An instant as ISO 8601 text in UTC with milliseconds, which sorts as time does. */
export function InstantColumn(options: Named): PropertyDecorator {
  return Column({ ...options, type: 'varchar', length: 24, transformer: { to: fromDate, from: toDate } });
}

/** A JSON document kept as text: key order, big numbers and `\u0000` survive, which `jsonb` would not allow. */
export function JsonColumn(options: Named): PropertyDecorator {
  return Column({ ...options, type: 'text', transformer: { to: stringify, from: parse } });
}

/** A count of picodollars; `null` where the price is unknown. */
export function PicoUsdColumn(options: Named): PropertyDecorator {
  return Column({ ...options, type: 'bigint', transformer: { to: toInteger, from: fromInteger } });
}

export function encodeInstant(instant: Date): string {
  return instant.toISOString();
}

const fromDate = (value: Date | null) => value && encodeInstant(value);
const toDate = (value: string | null) => value && new Date(value);
const stringify = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
const parse = (value: string | null): unknown => (value === null ? null : parseOrText(value));
const toInteger = (value: bigint | null) => (value === null ? null : value.toString());
const fromInteger = (value: string | number | null) => (value === null ? null : BigInt(value));

/** What is no JSON was not written by this service. It stays the text that it is: one such row must not fail all of its page. */
function parseOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
