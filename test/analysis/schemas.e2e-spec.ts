import { longestTurn } from '../support/event-loop.js';
import { sendRaw } from '../support/raw-request.js';
import { type Service, shareService } from '../support/service.js';

/** Schemas and answers that an unlimited validator would check for seconds, or practically forever. */
const HOSTILE: Readonly<Record<string, readonly [schema: object, answer: object]>> = {
  'a pattern with catastrophic backtracking': [
    { type: 'object', properties: { a: { pattern: '^(a|a)+$' } } },
    { a: `${'a'.repeat(60)}!` },
  ],
  'unique items in a large list': [
    { type: 'object', properties: { a: { uniqueItems: true } } },
    { a: Array.from({ length: 20_000 }, (_, n) => ({ n: { n } })) },
  ],
  'references that double forty times': [
    {
      type: 'object',
      $defs: Object.fromEntries(
        Array.from({ length: 40 }, (_, n) => [`d${n}`, { allOf: [refTo(n + 1), refTo(n + 1)] }]),
      ),
      properties: { a: { $ref: '#/$defs/d0' }, d40: {} },
    },
    { a: 1 },
  ],
};

const shared = shareService();
let service: Service;
beforeEach(async () => {
  service = await shared.newTenant();
  // The first request also compiles and loads code, which must not be measured.
  await service.analyze('alice', { text: 'warm', schema: { type: 'object' } }).expect(201);
});

describe('a schema', () => {
  it.each(Object.entries(HOSTILE))(
    'with %s does not delay other requests, and its answer is stored with parsed: null',
    async (_name, [schema, answer]) => {
      const content = [{ type: 'text', text: JSON.stringify(answer) }];
      await service.claude.script([{ content, repeat: 2 }, { text: '{"b":1}' }]);
      let busy = 0;
      const hostile = [1, 2].map(async (n) => {
        busy += 1;
        const { body } = await service.analyze('alice', { text: `hostile ${n}`, schema }).expect(201);
        busy -= 1;
        expect(body).toMatchObject({ parsed: null });
        expect(body.result === JSON.stringify(answer)).toBe(true);
      });
      const turn = await longestTurn(async () => {
        await askedClaude(3);
        const honest = { text: 'honest', schema: { type: 'object', properties: { b: { pattern: '^b' } } } };
        const { body } = await service.analyze('bob', honest).expect(201);
        expect(body).toMatchObject({ parsed: { b: 1 } });
        expect(busy).toBeGreaterThan(0);
        await Promise.all(hostile);
      });
      expect(turn).toBeLessThan(50);
    },
  );

  it('with patterns that take too long to compile is refused', async () => {
    const properties = many(55, (n) => [`p${n}`, { pattern: `${n}${'[\\p{L}\\P{L}]'.repeat(82)}` }]);
    await expectTurn(asked({ type: 'object', properties }), 400);
  });

  it.each<[string, object]>([
    ['of 4,900 parts', { type: 'object', properties: { a: { allOf: Array.from({ length: 4_900 }, () => ({})) } } }],
    ['of many patterns', { type: 'object', patternProperties: many(4_900, (n) => [`^${n}`, {}]) }],
    ['of many references', { type: 'object', properties: many(3_000, (n) => [`${n}`, { $ref: '#' }]) }],
    ['of one long list', { type: 'object', properties: { a: { enum: Object.keys(many(7_000, (n) => [`${n}`, 0])) } } }],
  ])('%s is validated without blocking the event loop', async (_name, schema) => {
    await service.claude.script([{ text: '{}', repeat: 2 }]);
    await expectTurn(asked(schema), 201);
  });

  it.each<[string, object]>([
    [
      'more than 5,000 parts',
      { type: 'object', properties: { a: { enum: Array.from({ length: 100 }, () => nested(51)) } } },
    ],
    [
      'long names',
      { type: 'object', properties: { ['k'.repeat(30_000)]: { properties: many(3_000, (n) => [`${n}`, {}]) } } },
    ],
    [
      'a long $id',
      {
        type: 'object',
        $id: `http://a/${'x'.repeat(20_000)}`,
        properties: many(1_500, (n) => [`${n}`, { $id: `${n}` }]),
      },
    ],
  ])('that is too large is refused: %s', (_name, schema) => expectTurn(asked(schema), 400));

  it('is not satisfied by an answer that is nested 20,000 levels deep', async () => {
    const text = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    await service.claude.script([{ content: [{ type: 'text', text }] }]);
    const { body } = await service.analyze('alice', { text: 'deep', schema: { type: 'object' } }).expect(201);
    expect(body.parsed).toBeNull();
    expect(body.result === text).toBe(true);
  });
});

function asked(schema: object): Buffer {
  return Buffer.from(JSON.stringify({ text: 'x', schema, cache: 'off' }));
}

/**
 * Measures a request sent without the test's client, which would take time in the same process. The shorter of two
 * attempts counts, since the first may compile code.
 */
async function expectTurn(body: Buffer, status: number): Promise<void> {
  const headers = { ...service.headers, 'content-type': 'application/json' };
  const once = () =>
    longestTurn(async () => {
      const answer = await sendRaw(service.url, { method: 'POST', path: '/analyze/alice', headers, body });
      expect([answer.status, answer.text]).toEqual([
        status,
        expect.stringMatching(status === 400 ? /"field":"schema"/ : /"id"/),
      ]);
    });
  expect(Math.min(await once(), await once())).toBeLessThan(50);
}

function refTo(n: number): object {
  return n < 40 ? { $ref: `#/$defs/d${n}` } : {};
}

function nested(levels: number): unknown[] {
  return levels === 1 ? [] : [nested(levels - 1)];
}

function many(count: number, entry: (n: number) => [string, unknown]): object {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => entry(n)));
}

/** Waits until Claude has received `times` requests, including the one of beforeEach. */
async function askedClaude(times: number): Promise<void> {
  while ((await service.claude.requests()).length < times) await new Promise((resolve) => setImmediate(resolve));
}
