import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate, IsInt, IsOptional, Max, Min } from 'class-validator';

const DECIMAL = /^-?\d{1,15}$/;
/** An RFC 3339 time with its zone, or a date alone, which means its start in UTC. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** OpenAPI schema of an instant. It has no `format`, since a validator would refuse a date as a `date-time`. */
export const INSTANT_TEXT = { type: String, pattern: INSTANT.source };

/** An optional decimal integer in a query string; `0x10`, `1e1` and ` 5` are refused. */
export function QueryInteger(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value,
    ),
    IsOptional(),
    IsInt({ message: 'must be a whole number' }),
    Min(min),
    Max(max),
  );
}

/** An optional instant in a query string. */
export function QueryInstant(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && INSTANT.test(value) ? toDate(value) : value,
    ),
    IsOptional(),
    IsDate({ message: 'must be an ISO 8601 date or time with its zone, such as 2026-11-23 or 2026-11-23T12:00:00Z' }),
  );
}

/** Returns an invalid date for days such as February 30, which `new Date` would turn into March 2. */
function toDate(text: string): Date {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  return exists ? new Date(text) : new Date(NaN);
}
