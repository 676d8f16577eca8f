import { createContext, Script } from 'node:vm';
import { dereference, type Schema, Validator } from '@cfworker/json-schema';
import type { JsonObject, JsonValue } from './claude-client.js';
import { faultOfKeywords, isRecord } from './schema-keywords.js';
import { faultOfReferences, type Subschemas } from './schema-references.js';

const DRAFT = '2020-12';
const MAX_SCHEMA_BYTES = 65_536;
const MAX_NESTING = 32;
const MAX_POINTER_LENGTH = 200;
const VALIDATION_TIMEOUT_MS = 1000;

/**
 * Why a client's schema cannot be used, or `null` when it can. Asked before Claude is, because with a broken
 * schema every answer would be paid for and then thrown away. The reason is safe to show.
 */
export function isUsableSchema(schema: unknown): string | null {
  if (!isRecord(schema)) return 'it has to be a JSON object';
  // Before anything that recurses: a deep or circular value would exhaust the stack.
  if (isDeeperThan(schema, MAX_NESTING)) return `it is nested more than ${MAX_NESTING} levels deep`;
  const json = JSON.stringify(schema);
  if (Buffer.byteLength(json) > MAX_SCHEMA_BYTES) return `it is larger than ${MAX_SCHEMA_BYTES} bytes of JSON`;
  const copy = JSON.parse(json) as Schema;
  if (copy.type !== 'object') return 'its root has to be of type "object"';
  return faultOfSubschemas(copy);
}

/**
 * Whether a value satisfies a usable schema (JSON Schema 2020-12). Interpreted, never compiled to code. A check
 * that takes longer than a second, as a hostile `pattern` can, counts as not satisfied.
 */
export function satisfiesSchema(schema: JsonObject, value: JsonValue): boolean {
  try {
    return runBounded(() => new Validator(structuredClone(schema), DRAFT).validate(value).valid);
  } catch {
    // Too slow, or a schema nobody asked `isUsableSchema` about: either way nothing vouches for the value.
    return false;
  }
}

const CHECK = new Script('check()');

/**
 * The timeout of `node:vm` ends whatever runs on the stack below it, our own code and a regular expression in
 * mid-backtrack included, and cannot be caught down there. The context serves only as the timer's frame: it gets
 * one function of ours, and nothing of the client's is ever code in it.
 */
function runBounded(check: () => boolean): boolean {
  return CHECK.runInContext(createContext({ check }), { timeout: VALIDATION_TIMEOUT_MS }) === true;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(part, levels - 1));
}

function faultOfSubschemas(root: Schema): string | null {
  let subschemas: Subschemas;
  try {
    subschemas = dereference(root);
  } catch {
    return 'an "$id" or "$ref" in it is not valid';
  }
  for (const [address, schema] of Object.entries(subschemas)) {
    const fault = isRecord(schema) ? faultOfKeywords(schema) : null;
    if (fault !== null) return `${fault} (at ${pointerOf(address)})`;
  }
  return faultOfReferences(subschemas);
}

function pointerOf(address: string): string {
  const [, pointer = ''] = address.split('#', 2);
  return `#${pointer.slice(0, MAX_POINTER_LENGTH)}`;
}
