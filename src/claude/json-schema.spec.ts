import type { JsonObject, JsonValue } from './claude-client.js';
import { isUsableSchema, readAnswer } from './json-schema.js';

async function satisfies(schema: JsonObject, value: JsonValue): Promise<boolean> {
  return (await readAnswer(schema, JSON.stringify(value))) !== undefined;
}

function nested(levels: number): JsonObject {
  let schema: JsonObject = { type: 'object' };
  for (let level = 1; level < levels; level += 1) schema = { type: 'object', not: schema };
  return schema;
}

const PERSON: JsonObject = {
  $defs: { name: { type: 'string', minLength: 1 } },
  type: 'object',
  properties: { name: { $ref: '#/$defs/name' }, age: { type: 'integer', minimum: 0 }, pattern: { type: 'string' } },
  patternProperties: { '^x-': { type: 'string' } },
  required: ['name'],
  additionalProperties: false,
};

describe('a schema', () => {
  it.each<[string, unknown]>([
    ['an ordinary one', PERSON],
    ['a recursive one', { type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } } }],
    [
      'one with an anchor',
      { type: 'object', properties: { a: { $ref: '#n' } }, $defs: { n: { $anchor: 'n', type: 'null' } } },
    ],
    ['one of 32 levels', nested(32)],
    ['one with unknown keywords', { type: 'object', title: 'T', 'x-note': 'hm' }],
    ['one whose enum looks like a bad schema', { type: 'object', properties: { a: { enum: [{ $ref: 'http://x' }] } } }],
  ])('is usable: %s', async (_, schema) => expect(await isUsableSchema(schema)).toBeNull());

  it.each<[unknown, RegExp]>([
    [null, /JSON object/],
    [[], /JSON object/],
    ['{}', /JSON object/],
    [true, /JSON object/],
    [{}, /root.*"object"/],
    [{ type: 'array' }, /root.*"object"/],
    [{ type: ['object', 'null'] }, /root.*"object"/],
    [{ type: 'object', description: 'é'.repeat(33_000) }, /65536 bytes/],
    [nested(33), /32 levels/],
    [nested(5_000), /32 levels/],
    [{ type: 'object', properties: { a: { pattern: '(' } } }, /"pattern".*#\/properties\/a/],
    [{ type: 'object', properties: { a: { pattern: `${'('.repeat(334)}a${')*'.repeat(334)}` } } }, /at most 1000/],
    [{ type: 'object', patternProperties: { ['a'.repeat(1_001)]: {} } }, /at most 1000/],
    [{ type: 'object', patternProperties: { '[': {} } }, /"patternProperties"/],
    [{ type: 'object', properties: { a: { $ref: 'https://example.com/s.json' } } }, /"\$ref"/],
    [{ type: 'object', properties: { a: { $ref: 'other.json' } } }, /"\$ref"/],
    [{ type: 'object', properties: { a: { $ref: '#/$defs/missing' } } }, /leads nowhere/],
    [{ type: 'object', $ref: '#' }, /without end/],
    [
      { type: 'object', $defs: { a: { anyOf: [{ $ref: '#/$defs/b' }] }, b: { not: { $ref: '#/$defs/a' } } } },
      /without end/,
    ],
    [{ type: 'object', $id: 'http://[' }, /"\$id"/],
    [{ type: 'object', required: 'name' }, /"required".*list of strings/],
    [{ type: 'object', properties: { a: { type: 'text' } } }, /"type"/],
    [{ type: 'object', properties: { a: { anyOf: [] } } }, /"anyOf"/],
    [{ type: 'object', properties: { a: { multipleOf: 0 } } }, /"multipleOf"/],
    [{ type: 'object', properties: { a: { minLength: -1 } } }, /"minLength"/],
    [{ type: 'object', properties: { a: { format: '__proto__' } } }, /"format"/],
    [{ type: 'object', $dynamicRef: '#a' }, /"\$dynamicRef".*not supported/],
  ])('is not usable, and says why: %#', async (schema, reason) => expect(await isUsableSchema(schema)).toMatch(reason));

  it('that is circular in memory is not usable, and does not exhaust the stack', async () => {
    const schema: Record<string, unknown> = { type: 'object' };
    schema['not'] = schema;
    expect(await isUsableSchema(schema)).toMatch(/32 levels/);
  });

  it('is not modified', async () => {
    const frozen = Object.freeze({ type: 'object', properties: Object.freeze({ a: Object.freeze({ type: 'null' }) }) });
    expect(await isUsableSchema(frozen)).toBeNull();
    expect(await satisfies(frozen as unknown as JsonObject, { a: null })).toBe(true);
    expect(Object.getOwnPropertyNames(frozen)).toEqual(['type', 'properties']);
  });
});

describe('an answer', () => {
  it.each<[JsonValue, boolean]>([
    [{ name: 'Ada' }, true],
    [{ name: 'Ada', age: 36, 'x-note': 'hm' }, true],
    [{ name: '' }, false],
    [{ age: 36 }, false],
    [{ name: 'Ada', age: -1 }, false],
    [{ name: 'Ada', age: 1.5 }, false],
    [{ name: 'Ada', other: 1 }, false],
    ['Ada', false],
    [null, false],
  ])('%j satisfies the schema: %s', async (value, satisfied) => expect(await satisfies(PERSON, value)).toBe(satisfied));

  it('is checked as JSON Schema 2020-12 says', async () => {
    const schema = { type: 'object', properties: { pair: { prefixItems: [{ type: 'string' }], items: false } } };
    expect(await satisfies(schema, { pair: ['a'] })).toBe(true);
    expect(await satisfies(schema, { pair: ['a', 'b'] })).toBe(false);
  });

  it('never satisfies a schema that cannot be followed', async () => {
    expect(await satisfies({ type: 'object', $ref: '#' }, {})).toBe(false);
    expect(await satisfies({ type: 'object', $ref: 'https://example.com/s.json' }, {})).toBe(false);
  });

  it('that causes catastrophic backtracking in a pattern is rejected in time', async () => {
    const schema = { type: 'object', properties: { a: { pattern: '^(a+)+$' } } };
    expect(await isUsableSchema(schema)).toBeNull();
    expect(await satisfies(schema, { a: `${'a'.repeat(60)}!` })).toBe(false);
    // The next check works as before.
    expect(await satisfies(schema, { a: 'aaaa' })).toBe(true);
  });

  it('that would be checked forever along circular references is rejected in time', async () => {
    const $defs: JsonObject = { d40: { type: 'null' } };
    for (let i = 0; i < 40; i += 1)
      $defs[`d${i}`] = { not: { $ref: `#/$defs/d${i + 1}` }, if: { $ref: `#/$defs/d${i + 1}` } };
    const schema = { type: 'object', $defs, properties: { a: { $ref: '#/$defs/d0' } } };
    expect(await isUsableSchema(schema)).toBeNull();
    expect(await satisfies(schema, { a: 1 })).toBe(false);
  });
});
