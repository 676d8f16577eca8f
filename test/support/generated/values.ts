import fc, { type Arbitrary } from 'fast-check';
import type { Schema } from './operations.js';

/**
 * Stands for what the service has given out by the time the request is sent: `id` of whatever the path is about, `message`
 * of the conversation that the path is about, `answer` of Claude's in it, or `cursor` to a place in the list.
 */
export const MARK = /@@(id|message|answer|cursor):(\d+)@@/g;

export type Mark = 'id' | 'message' | 'answer' | 'cursor';

/** What a field with an id is about, where it is not what the path is about. */
const MARKED: Readonly<Record<string, Mark>> = { message_id: 'message', leaf_id: 'message', parent_id: 'answer' };

const word = fc.constantFrom('fox', 'quick', 'žluťoučký', '東京', 'שלום', '🦊', "O'Neill", 'select', 'a&b', '50%');
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((some) => some.join(' '));
// Opus 5.5 always thinks, and takes its thinking back only beside the very messages that it was about.
const MODELS = ['claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5-5', 'claude-sonnet-4-6', 'unknown-model'];
const SCHEMAS = [
  { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'], additionalProperties: false },
  { type: 'object', properties: { n: { type: 'integer', minimum: 3 }, list: { type: 'array', items: {} } } },
  { type: 'object' },
];

/** Where the document's schema says less than it takes for the service and Claude to be content. */
const BY_NAME: Readonly<Record<string, Arbitrary<unknown>>> = {
  user_id: fc.constantFrom('alice', 'bob', 'a.b_c:d@e-f', '...', '..a', '__proto__', 'x'.repeat(128)),
  model: fc.constantFrom(...MODELS),
  max_tokens: fc.integer({ min: 64, max: 64_000 }),
  q: words,
  title: fc.oneof(words, fc.constantFrom('x'.repeat(200), '🦊'.repeat(200))),
  content: fc.oneof(
    { weight: 9, arbitrary: words },
    { weight: 1, arbitrary: fc.constantFrom('x'.repeat(200_000), '🦊', 'line\r\n\tline\u2028', '\ufeffx') },
  ),
  text: fc.oneof(
    words,
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
    fc.constantFrom('x'.repeat(200_000), '🦊'.repeat(200_000), 'line\r\n\tline\u2028', '\ufeffx', '%s%n', '{{7*7}}'),
  ),
  schema: fc.constantFrom(...SCHEMAS),
  expires_at: fc.constantFrom('2026-11-24', '2027-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'),
  // Blank instructions are refused.
  system: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => /\S/.test(text)),
  // More than all requests together can cost: what budgets refuse is tested elsewhere.
  limit_usd: fc.constantFrom('1000000', '8999999.999999999999', '9000000'),
  language: fc.constantFrom('de', 'pt-BR', 'Português (Brasil)', '日本語'),
  cursor: marked('cursor'),
  from: dayBetween('2024-06-01', '2026-11-30'),
  to: dayBetween('2026-12-01', '2028-12-01'),
};

function dayBetween(min: string, max: string): Arbitrary<string> {
  return fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true }).map((date) => date.toISOString());
}

/** A value that the document allows. */
export function validValue(name: string, schema: Schema): Arbitrary<unknown> {
  if (schema.nullable) return fc.option(validValue(name, { ...schema, nullable: false }), { freq: 8 });
  if (schema.format === 'uuid') return marked(MARKED[name] ?? 'id');
  const known = BY_NAME[name];
  if (known) return known;
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.format === 'date-time') {
    return dayBetween('2020-01-01', '2030-01-01');
  }
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer') return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1000 });
  if (schema.type === 'object') {
    const key = fc.stringMatching(/^[a-z]{1,64}$/);
    return fc.dictionary(key, fc.string({ unit: 'grapheme', maxLength: 40 }), { maxKeys: schema.maxProperties ?? 4 });
  }
  return fc.string({ unit: 'grapheme', minLength: schema.minLength ?? 0, maxLength: 60 });
}

/** A value that is wrong, or right by accident. */
export function hostileValue(schema: Schema): Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS) },
    { weight: 3, arbitrary: fc.constantFrom(...TYPES) },
    { weight: 3, arbitrary: fc.constantFrom(...edgesOf(schema)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 5 }) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom<unknown>('x', 1, null, {}), { maxLength: 5 }) },
  );
}

const TYPES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  5e-324,
  [],
  {},
  [[]],
  [null],
  { length: 1 },
  { 0: 'a' },
  { toString: 'x' },
  { then: 'x' },
  { $ne: null },
  JSON.parse('{"__proto__":{"cache":"off"}}'),
  { constructor: { prototype: { polluted: true } } },
  { type: 'object', $ref: '#' },
  { type: 'object', properties: { a: { pattern: '(' } } },
  { type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } }, required: ['a'] },
  { type: 'object', allOf: Array.from({ length: 400 }, () => ({ anyOf: [{ type: 'object' }] })) },
  Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`key${n}`, 'x'])),
];

const FRAGMENTS = [
  '',
  ' ',
  '\n',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udc00b',
  '\ufeff',
  '\u202e',
  '\uffff',
  '\u{10ffff}',
  'İ',
  'ß',
  "' OR 1=1 --",
  '"; DROP TABLE results; --',
  '$1',
  ':search',
  '?',
  '\\',
  '%_',
  'x" AND "y',
  "x' & !'y",
  'x:*',
  'NEAR(a b)',
  'terms:x',
  '^x',
  'a NOT b',
  '-',
  '* OR *',
  '()',
  'owner',
  '<->',
  '{{7*7}}',
  '${7*7}',
  '%s%n',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'undefined',
  'null',
  'NaN',
  '0x10',
  '1e1',
  '١٢',
  '+5',
  ' 5',
  '2026-02-30',
  '2026-13-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '0000-01-01',
  '9999-12-31T23:59:59.999Z',
  '2026-11-23T12:00:00',
  '2026-11-23T24:00:00Z',
  '2016-12-31T23:59:60Z',
  '2026-11-23T12:00:00+99:99',
  '2026-11-23T12:00:00.123456789-23:59',
  '0000-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59-23:59',
  'x'.repeat(129),
  'x'.repeat(257),
  'x'.repeat(513),
  'é'.repeat(4_000),
  '🦊'.repeat(257),
  'a '.repeat(128),
  cursor('9999-12-31T23:59:59.999Z', 'f'.repeat(36)),
  cursor('2026-02-30T00:00:00.000Z', '-'.repeat(36)),
  cursor('0000-01-01T00:00:00.000Z', "'".repeat(36)),
  cursor('2026-11-23T12:00:00.000Z', ''),
  'AAAA',
  '====',
  '4',
  '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69',
  '019AB0C4-7E5A-7000-8000-3F1D2C4B5A69',
  '{019ab0c4}',
  'urn:uuid:1',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'claude-',
  'gpt-4',
  'claude-x/../y',
];

function edgesOf({ minimum = 0, maximum = 2 ** 31, minLength = 0, maxLength = 512 }: Schema): unknown[] {
  const numbers = [minimum, minimum - 1, maximum, maximum + 1];
  const lengths = [minLength, maxLength, maxLength + 1];
  return [...numbers, ...numbers.map(String), ...lengths.map((length) => 'x'.repeat(length))];
}

function marked(what: Mark): Arbitrary<string> {
  return fc.nat(10_000).map((n) => `@@${what}:${n}@@`);
}

/** @param scope of the list, as `toListPage` makes it */
export function cursor(at: string, id: string, scope = 'A'.repeat(22)): string {
  return Buffer.from(`2|${at}|${id}|${scope}`, 'latin1').toString('base64url');
}
