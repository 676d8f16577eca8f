import { dereference, type Schema } from '@cfworker/json-schema';
import type { JsonObject, JsonValue } from './claude-client.js';
import { faultOfKeywords, isRecord, PATTERN_FAULT, patternsOf } from './schema-keywords.js';
import { faultOfReferences, type Subschemas } from './schema-references.js';
import { runBounded } from './schema-worker.js';

const MAX_SCHEMA_BYTES = 65_536;
const MAX_NESTING = 32;
const MAX_POINTER_LENGTH = 200;
/** Maximum number of objects and lists in a schema. Ordinary schemas of `MAX_SCHEMA_BYTES` have fewer than half as many. */
const MAX_PARTS = 5_000;
/** The validator stores the address of each part as a string. The maximum length of all of them, in UTF-16 units. */
const MAX_ADDRESSES = 1_000_000;
/** An `$id` is parsed as a URL for each part below it, which costs as much as storing an address this many times as long. */
const ID_COST_FACTOR = 8;
/** No useful answer is nested deeper, and recursive code that stores it could exhaust the stack. */
const MAX_ANSWER_NESTING = 500;

/**
 * Explains why a client's schema cannot be used, or returns `null` if it can. Checked before Claude is called, because
 * Claude bills every reply, and no reply can satisfy a broken schema. The explanation is safe to show to the client.
 */
export async function isUsableSchema(schema: unknown): Promise<string | null> {
  if (!isRecord(schema)) return 'it has to be a JSON object';
  // Checked before anything recurses: a deep or circular value would exhaust the stack.
  if (isDeeperThan(schema, MAX_NESTING)) return `it is nested more than ${MAX_NESTING} levels deep`;
  const json = JSON.stringify(schema);
  if (Buffer.byteLength(json) > MAX_SCHEMA_BYTES) return `it is larger than ${MAX_SCHEMA_BYTES} bytes of JSON`;
  const copy = JSON.parse(json) as Schema;
  if (copy.type !== 'object') return 'its root has to be of type "object"';
  const { parts, addresses } = sizeOf(copy);
  if (parts > MAX_PARTS) return `it has more than ${MAX_PARTS} objects and lists`;
  if (addresses > MAX_ADDRESSES) return 'its property names and "$id" are too long for the number of parts below them';
  return faultOfSubschemas(copy);
}

/**
 * Checks a value against a usable schema (JSON Schema 2020-12). The schema is interpreted in a worker thread and never
 * compiled to code. If the check takes too long, as a hostile `pattern` can, the result is `false`.
 * @param value as JSON
 */
export async function satisfiesSchema(schema: JsonObject, value: string): Promise<boolean> {
  const verdict = await runBounded({ schema: JSON.stringify(schema), value });
  return verdict !== null && 'satisfied' in verdict && verdict.satisfied;
}

/** Parses the answer, or returns `undefined` if it does not satisfy the schema. */
export async function readAnswer(schema: JsonObject, text: string): Promise<JsonValue | undefined> {
  if (!(await satisfiesSchema(schema, text))) return undefined;
  const value = JSON.parse(text) as JsonValue;
  return isDeeperThan(value, MAX_ANSWER_NESTING) ? undefined : value;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(part, levels - 1));
}

interface SchemaSize {
  readonly parts: number;
  /** Total length of the addresses of all parts, in UTF-16 units. */
  readonly addresses: number;
}

function sizeOf(part: unknown, address = 0): SchemaSize {
  if (typeof part !== 'object' || part === null) return { parts: 0, addresses: 0 };
  const { $id: id } = part as { readonly $id?: unknown };
  const base = address + (typeof id === 'string' ? ID_COST_FACTOR * id.length : 0);
  let parts = 1;
  let addresses = base;
  for (const [name, inner] of Object.entries(part)) {
    const size = sizeOf(inner, base + name.length + 1);
    parts += size.parts;
    addresses += size.addresses;
  }
  return { parts, addresses };
}

async function faultOfSubschemas(root: Schema): Promise<string | null> {
  let subschemas: Subschemas;
  try {
    subschemas = dereference(root);
  } catch {
    return 'an "$id" or "$ref" in it is not valid';
  }
  for (const [address, schema] of Object.entries(subschemas)) {
    const fault = isRecord(schema) ? faultOfKeywords(schema) : null;
    if (fault !== null) return `${fault} (at ${toJsonPointer(address)})`;
  }
  return faultOfReferences(subschemas) ?? faultOfPatterns(subschemas);
}

async function faultOfPatterns(subschemas: Subschemas): Promise<string | null> {
  const found = Object.entries(subschemas).flatMap(([address, schema]) =>
    isRecord(schema) ? patternsOf(schema).map((pattern) => ({ address, ...pattern })) : [],
  );
  if (found.length === 0) return null;
  const verdict = await runBounded({ patterns: found.map(({ pattern }) => pattern) });
  if (verdict === null || !('fault' in verdict)) return 'its patterns take too long to compile';
  const fault = found[verdict.fault];
  return fault
    ? `"${fault.keyword}" has to be ${PATTERN_FAULT[fault.keyword]} (at ${toJsonPointer(fault.address)})`
    : null;
}

function toJsonPointer(address: string): string {
  const [, pointer = ''] = address.split('#', 2);
  return `#${pointer.slice(0, MAX_POINTER_LENGTH)}`;
}
