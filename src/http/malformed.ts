import type { FieldError } from '../common/index.js';

/** Maximum nesting of a document. A deeper one is taken for an attack on recursive parsers. */
export const MAX_DEPTH = 64;
/** Maximum number of fields and elements of a document. A JSON schema of the maximum length has fewer. */
export const MAX_VALUES = 10_000;

export const TOO_DEEP = `is nested deeper than ${MAX_DEPTH} levels`;
export const TOO_MANY = `has more than ${MAX_VALUES} fields and elements: send a smaller one`;

/**
 * Finds what JSON allows but a database cannot store: U+0000 and lone surrogates in texts and names, excessive nesting or
 * length, and numbers that overflow to infinity. Also finds `__proto__`, which would change an object's prototype.
 * @returns the first error, or `null`
 */
export function findMalformed(value: unknown): FieldError | null {
  const open: Place[] = [{ value, field: '', depth: 0 }];
  let values = 0;
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const message = faultOf(place);
    if (message !== null) return { field: place.field, message };
    if (typeof place.value !== 'object' || place.value === null) continue;
    const children = Object.entries(place.value);
    values += children.length;
    if (values > MAX_VALUES) return { field: '', message: `the request ${TOO_MANY}` };
    for (const [name, child] of children) {
      const fault = faultOfName(name);
      if (fault !== null) return { field: place.field, message: fault };
      // Only the first levels are named: the path of a deep value would be as long as the document.
      const field = place.depth < 4 ? join(place.field, name) : place.field;
      open.push({ value: child, field, depth: place.depth + 1 });
    }
  }
  return null;
}

/** The number of name–value pairs in all objects of a document. */
export function countMembers(value: unknown): number {
  const open: unknown[] = [value];
  let members = 0;
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const children: unknown[] = Object.values(next);
    if (!Array.isArray(next)) members += children.length;
    for (const child of children) open.push(child);
  }
  return members;
}

interface Place {
  readonly value: unknown;
  readonly field: string;
  readonly depth: number;
}

function faultOf({ value, depth }: Place): string | null {
  if (depth > MAX_DEPTH) return TOO_DEEP;
  // JSON cannot represent Infinity, so it would be stored as null.
  if (typeof value === 'number' && !Number.isFinite(value))
    return 'must not contain a number that is too large to store';
  return typeof value === 'string' ? faultOfText(value) : null;
}

function faultOfName(name: string): string | null {
  if (name === '__proto__') return 'must not have a field named __proto__';
  const fault = faultOfText(name);
  return fault === null ? null : `has a field whose name ${fault}`;
}

function faultOfText(text: string): string | null {
  if (text.includes('\u0000')) return 'must not contain the character U+0000';
  return text.isWellFormed() ? null : 'must be well-formed Unicode: it contains half of a surrogate pair';
}

function join(parent: string, name: string): string {
  return parent === '' ? nameShown(name) : `${parent}.${nameShown(name)}`;
}

const MAX_NAME_SHOWN = 128;

/** A field's name for an error message, cut to a length of 128. */
export function nameShown(name: string): string {
  return name.length <= MAX_NAME_SHOWN ? name : `${name.slice(0, MAX_NAME_SHOWN).toWellFormed()}…`;
}
