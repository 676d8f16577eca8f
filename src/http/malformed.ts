import type { FieldError } from '../common/index.js';

/** A document nested deeper than this is an attack on somebody's parser, not an input. */
const MAX_DEPTH = 64;

/**
 * Finds what JSON allows and a store cannot keep: U+0000 and lone surrogates in a text or a name, endless nesting,
 * and `__proto__`, which would change an object instead of being a field of it.
 */
export function findMalformed(value: unknown): FieldError | null {
  const open: Place[] = [{ value, field: '', depth: 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const message = faultOf(place);
    if (message !== null) return { field: place.field, message };
    if (typeof place.value !== 'object' || place.value === null) continue;
    for (const [name, child] of Object.entries(place.value)) {
      const fault = faultOfName(name);
      if (fault !== null) return { field: place.field, message: fault };
      // Only the first levels are named: the path of a deep place would be as long as the document.
      const field = place.depth < 4 ? join(place.field, name) : place.field;
      open.push({ value: child, field, depth: place.depth + 1 });
    }
  }
  return null;
}

interface Place {
  readonly value: unknown;
  readonly field: string;
  readonly depth: number;
}

function faultOf({ value, depth }: Place): string | null {
  if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
  return typeof value === 'string' ? faultOfText(value) : null;
}

function faultOfName(name: string): string | null {
  if (name === '__proto__') return 'must not have a field named __proto__';
  const fault = faultOfText(name);
  return fault === null ? null : `has a field whose name ${fault}`;
}

function faultOfText(text: string): string | null {
  if (text.includes('\u0000')) return 'must not hold the character U+0000';
  return text.isWellFormed() ? null : 'must be well-formed Unicode: it holds half of a surrogate pair';
}

function join(parent: string, name: string): string {
  return parent === '' ? name.slice(0, 128) : `${parent}.${name.slice(0, 128)}`;
}
