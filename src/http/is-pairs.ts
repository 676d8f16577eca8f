import { ValidateBy } from 'class-validator';

/** Longest name and value, in characters. */
export const MAX_NAME = 64;
export const MAX_VALUE = 512;

/** Prefix of the names under which the service stores its own metadata of an answer, beside the caller's. */
export const RESERVED_PREFIX = 'reprise.';

interface PairsRule {
  /** Maximum number of pairs. */
  readonly most: number;
  /** Whether names that begin with the reserved prefix are refused. @default false */
  readonly refuseReservedNames?: boolean;
}

/** Validates an object of string pairs: names of 1–64 characters, values of up to 512. */
export function IsPairs(rule: PairsRule): PropertyDecorator {
  return ValidateBy({
    name: 'isPairs',
    validator: {
      validate: (value: unknown) => faultOf(value, rule) === null,
      defaultMessage: (about) => faultOf(about?.value, rule) ?? '',
    },
  });
}

function faultOf(value: unknown, { most, refuseReservedNames = false }: PairsRule): string | null {
  if (!isPairs(value, most)) {
    return `must be an object of at most ${most} strings, with names of 1–${MAX_NAME} and values of up to ${MAX_VALUE} characters`;
  }
  const isReserved = refuseReservedNames && Object.keys(value).some((name) => name.startsWith(RESERVED_PREFIX));
  return isReserved ? `must not have a name that begins with ${RESERVED_PREFIX}, which is reserved` : null;
}

function isPairs(value: unknown, most: number): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const pairs = Object.entries(value);
  return (
    pairs.length <= most &&
    pairs.every(
      ([name, text]) =>
        name.length >= 1 && name.length <= MAX_NAME && typeof text === 'string' && text.length <= MAX_VALUE,
    )
  );
}
