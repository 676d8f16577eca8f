import { ValidateBy } from 'class-validator';

export const MAX_METADATA_PAIRS = 16;
const MAX_KEY = 64;
const MAX_VALUE = 512;

/** At most 16 pairs of strings: keys of 1–64 characters, values of up to 512. */
export function IsMetadata(): PropertyDecorator {
  return ValidateBy({
    name: 'isMetadata',
    validator: {
      validate: isMetadata,
      defaultMessage: () =>
        `must be an object of at most ${MAX_METADATA_PAIRS} strings, with names of 1–${MAX_KEY} and values of up to ${MAX_VALUE} characters`,
    },
  });
}

function isMetadata(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const pairs = Object.entries(value);
  return (
    pairs.length <= MAX_METADATA_PAIRS &&
    pairs.every(
      ([key, text]) => key.length >= 1 && key.length <= MAX_KEY && typeof text === 'string' && text.length <= MAX_VALUE,
    )
  );
}
