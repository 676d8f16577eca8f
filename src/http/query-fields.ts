import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate, IsInt, IsOptional, Max, Min } from 'class-validator';

const DECIMAL = /^-?\d{1,15}$/;
/** RFC 3339 with a time zone, or a date alone, which means its first moment in UTC. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** What the document says of such a text. No `format`: a validator would not take a date for a `date-time`. */
export const INSTANT_TEXT = { type: String, pattern: INSTANT.source };

/** An optional whole number in a query string; `0x10`, `1e1` and ` 5` are not numbers here. */
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

/** `new Date` takes February 30th for March 2nd; a client that sent it made a mistake. */
function toDate(text: string): Date {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  return exists ? new Date(text) : new Date(NaN);
}
