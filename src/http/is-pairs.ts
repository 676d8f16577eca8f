import { ValidateBy } from 'class-validator';

/** Longest name and value, in characters. */
export const MAX_NAME = 64;
export const MAX_VALUE = 512;

/** Names that begin like this are the service's own: what it has to say of an answer stands beside the caller's notes. */
export const RESERVED_PREFIX = 'reprise.';

interface PairsRule {
  readonly most: number;
  /** Whether names of the service's own are refused. @default false */
  readonly isReserving?: boolean;
}

/** So many pairs of strings at most: names of 1–64 characters, values of up to 512. */
export function IsPairs(rule: PairsRule): PropertyDecorator {
  return ValidateBy({
    name: 'isPairs',
    validator: {
      validate: (value: unknown) => faultOf(value, rule) === null,
      defaultMessage: (about) => faultOf(about?.value, rule) ?? '',
    },
  });
}

function faultOf(value: unknown, { most, isReserving = false }: PairsRule): string | null {
  if (!isPairs(value, most)) {
    return `must be an object of at most ${most} strings, with names of 1–${MAX_NAME} and values of up to ${MAX_VALUE} characters`;
  }
  const isTaken = isReserving && Object.keys(value).some((name) => name.startsWith(RESERVED_PREFIX));
  return isTaken ? `must not have a name that begins with ${RESERVED_PREFIX}, which is the service's own` : null;
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
