import { isObject, type JsonObject } from './wire.js';

/** At this depth, optional parts of a recursive schema are left out. */
const MAX_DEPTH = 6;

const TEXT_OF_FORMAT: Record<string, string> = {
  date: '2026-11-23',
  'date-time': '2026-11-23T00:00:00Z',
  time: '00:00:00Z',
  email: 'simulated@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** A value that satisfies the schema. `n` makes answers to the same schema differ if the schema allows it. */
export function exampleOf(schema: JsonObject, n: number): unknown {
  return example(schema, { root: schema, n, depth: 0 });
}

interface Position {
  readonly root: JsonObject;
  readonly n: number;
  readonly depth: number;
}

function example(schema: unknown, position: Position): unknown {
  if (!isObject(schema)) return null;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0] as unknown;
  if (position.depth > MAX_DEPTH * 2) return null;
  const deeper = { ...position, depth: position.depth + 1 };
  if (typeof schema.$ref === 'string') return example(resolve(position.root, schema.$ref), deeper);
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (Array.isArray(options)) return example(options.at(position.depth < MAX_DEPTH ? 0 : -1), deeper);
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : (schema.type ?? inferType(schema));
  switch (type) {
    case 'object':
      return objectExample(schema, deeper);
    case 'array':
      return arrayExample(schema, deeper);
    case 'string':
      return stringExample(schema, position.n);
    case 'integer':
    case 'number':
      return numberExample(schema, position.n);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

function inferType(schema: JsonObject): string | undefined {
  return 'properties' in schema ? 'object' : 'items' in schema ? 'array' : undefined;
}

/** Resolves a JSON pointer such as `#/$defs/item`. */
function resolve(root: JsonObject, ref: string): unknown {
  const steps = ref.split('/').slice(1);
  return steps.reduce<unknown>(
    (at, step) => (isObject(at) ? at[step.replace(/~1/g, '/').replace(/~0/g, '~')] : null),
    root,
  );
}

function objectExample(schema: JsonObject, position: Position): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  const names = position.depth < MAX_DEPTH ? [...new Set([...Object.keys(properties), ...required])] : required;
  return Object.fromEntries(names.map((name) => [name, example(properties[name], position)]));
}

function arrayExample(schema: JsonObject, position: Position): unknown[] {
  const least = typeof schema.minItems === 'number' ? schema.minItems : position.depth < MAX_DEPTH ? 1 : 0;
  const length = Math.min(least, typeof schema.maxItems === 'number' ? schema.maxItems : least);
  return Array.from({ length }, () => example(schema.items ?? { type: 'string' }, position));
}

function stringExample({ format, minLength, maxLength }: JsonObject, n: number): string {
  const text = (typeof format === 'string' && TEXT_OF_FORMAT[format]) || `simulated ${n}`;
  const padded = typeof minLength === 'number' ? text.padEnd(minLength, '.') : text;
  return typeof maxLength === 'number' ? padded.slice(0, maxLength) : padded;
}

function numberExample(schema: JsonObject, n: number): number {
  const { minimum = -Infinity, maximum = Infinity } = schema as { minimum?: number; maximum?: number };
  return Math.min(Math.max(n, minimum), maximum);
}
