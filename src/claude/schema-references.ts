import { isRecord } from './schema-keywords.js';

/** All subschemas of a schema by absolute address, which is how the validator resolves references. */
export type Subschemas = Readonly<Record<string, unknown>>;

type Visit = 'open' | 'done';

/**
 * Explains why the references of a schema cannot be followed, or returns `null`. The validator throws on a missing target
 * only when an answer reaches it, and never returns from a schema that refers to itself for the same value.
 */
export function faultOfReferences(subschemas: Subschemas): string | null {
  const visits = new Map<unknown, Visit>();
  for (const schema of Object.values(subschemas)) {
    if (isRecord(schema) && typeof schema['$ref'] === 'string' && targetOf(schema, subschemas) === undefined) {
      return `"$ref" leads nowhere: ${JSON.stringify(schema['$ref'].slice(0, 100))}`;
    }
    if (isEndless(schema, subschemas, visits)) return 'it refers to itself without end';
  }
  return null;
}

/** Whether checking a value leads back to this schema for the same value. Recursion into parts of the value is fine. */
function isEndless(schema: unknown, subschemas: Subschemas, visits: Map<unknown, Visit>): boolean {
  if (!isRecord(schema) || visits.get(schema) === 'done') return false;
  if (visits.get(schema) === 'open') return true;
  visits.set(schema, 'open');
  const endless = sameValueSchemas(schema, subschemas).some((next) => isEndless(next, subschemas, visits));
  visits.set(schema, 'done');
  return endless;
}

function sameValueSchemas(schema: Record<string, unknown>, subschemas: Subschemas): unknown[] {
  const { allOf, anyOf, oneOf, not, if: condition, then, else: otherwise, dependentSchemas } = schema;
  const lists = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  const dependent = isRecord(dependentSchemas) ? Object.values(dependentSchemas) : [];
  return [targetOf(schema, subschemas), ...lists, not, condition, then, otherwise, ...dependent];
}

/** The validator's `dereference` stores the absolute address of each `$ref` beside it. */
function targetOf(schema: Record<string, unknown>, subschemas: Subschemas): unknown {
  const address = schema['__absolute_ref__'];
  return typeof address === 'string' ? subschemas[address] : undefined;
}
