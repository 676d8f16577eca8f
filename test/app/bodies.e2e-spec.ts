import { brotliCompressSync, gzipSync } from 'node:zlib';
import { makeKey } from '../support/keys.js';
import { longestTurn } from '../support/event-loop.js';
import { type RawAnswer, sendRaw } from '../support/raw-request.js';
import { type Service, shareService } from '../support/service.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const PACKED = { ...JSON_TYPE, 'content-encoding': 'br' };
/** Can be neither decompressed nor parsed. */
const GARBAGE = Buffer.from('neither packed nor JSON');
/** The longest time that a request may block the event loop, in milliseconds. */
const MOST_MS = 50;
/** The longest problem document: it says what is wrong without repeating the input. */
const MOST_CHARACTERS = 4096;

const brackets = Buffer.from('['.repeat(524_288) + ']'.repeat(524_288));
const fields = (count: number, value = '1') =>
  Array.from({ length: count }, (_, index) => `"field${index}":${value}`).join(',');
const body = (text: string) => Buffer.from(text);

describe('a body', () => {
  const shared = shareService();
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  const send = (
    bytes: Buffer,
    { method = 'POST', path = '/analyze/x', headers = {}, as = service.headers } = {},
  ): Promise<RawAnswer> =>
    sendRaw(service.url, { method, path, body: bytes, headers: { ...JSON_TYPE, ...headers, ...as } });

  it('is not decompressed, parsed or validated before the caller is authenticated', async () => {
    for (const headers of [PACKED, JSON_TYPE, { 'content-type': 'text/plain' }, { 'content-type': '???' }])
      for (const [method, path] of [
        ['POST', '/analyze/x'],
        ['PUT', '/users/x/preferences'],
        ['DELETE', '/users/x'],
        ['GET', '/history/x'],
      ] as const) {
        const answer = await send(GARBAGE, { method, path, headers, as: {} });
        expect([path, headers, answer.status]).toEqual([path, headers, 401]);
      }
    const bomb = brotliCompressSync(brackets);
    const turn = await longestTurn(() =>
      Promise.all(Array.from({ length: 8 }, () => send(bomb, { headers: PACKED, as: {} }))),
    );
    expect(turn).toBeLessThan(MOST_MS);
  });

  it("is not read if the caller's role does not allow the operation", async () => {
    const user = await makeKey(service, 'user', { userId: 'x' });
    const as = { authorization: `Bearer ${user.key}` };
    expect((await send(GARBAGE, { path: '/keys', headers: PACKED, as })).status).toBe(403);
    expect((await send(GARBAGE, { path: '/keys', headers: PACKED })).status).toBe(400);
  });

  it('that is refused unread leaves its connection usable', async () => {
    const large = Buffer.alloc(4_000_000, 0x20);
    for (let round = 0; round < 3; round += 1) expect((await send(large, { as: {} })).status).toBe(401);
    expect((await send(body('{"text":"after that"}'))).status).toBe(201);
  });

  it.each([
    ['unpacks to 55,000 times its size', brotliCompressSync(Buffer.alloc(1_000_000, 0x20)), 413, PACKED],
    ['unpacks to brackets', brotliCompressSync(brackets), 400, PACKED],
    ['unpacks to a thousand times its size', gzipSync(Buffer.alloc(1_000_000, 0x20)), 413, 'gzip'],
    ['is all brackets', brackets, 400, {}],
    ['is all braces', body('{"a":'.repeat(150_000)), 400, {}],
    ['has a list of 350,000 lists as its text', body(`{"text":[${'[],'.repeat(349_999)}[]]}`), 400, {}],
    ['has a list of 500,000 numbers as its text', body(`{"text":[${'1,'.repeat(499_999)}1]}`), 400, {}],
    ['has 50,000 unknown fields', body(`{"text":"a",${fields(50_000)}}`), 400, {}],
    ['has 9,000 unknown fields', body(`{"text":"a",${fields(9_000)}}`), 400, {}],
    ['has 60 unknown fields', body(`{"text":"a",${fields(60)}}`), 400, {}],
    ['has an unknown field of a long name', body(`{"text":"a","${'n'.repeat(900_000)}":1}`), 400, {}],
    ['has 50,000 pairs of metadata', body(`{"text":"a","metadata":{${fields(50_000, '"v"')}}}`), 400, {}],
    ['has 9,000 pairs of metadata', body(`{"text":"a","metadata":{${fields(9_000, '"v"')}}}`), 400, {}],
    ['has a list of 9,000 objects as its text', body(`{"text":[${'{"a":1},'.repeat(4_000)}1]}`), 400, {}],
    ['is a list', body(`[${'"a",'.repeat(9_000)}1]`), 400, {}],
  ] as const)('that %s is refused in little time and with few words', async (_name, bytes, status, headers) => {
    const own = headers === 'gzip' ? { 'content-encoding': 'gzip' } : headers;
    let answer!: RawAnswer;
    const turn = await longestTurn(async () => (answer = await send(bytes, { headers: own })));
    expect(answer.status).toBe(status);
    expect(answer.text.length).toBeLessThan(MOST_CHARACTERS);
    expect(turn).toBeLessThan(MOST_MS);
  });

  it('with many errors is answered with the first ten of them and the number of the others', async () => {
    const problem = JSON.parse((await send(body(`{"text":"a",${fields(30)}}`))).text) as {
      detail: string;
      errors: { field: string; message: string }[];
    };
    expect(problem.errors).toHaveLength(10);
    expect(problem.errors[0]).toEqual({ field: 'field0', message: 'is not a known field' });
    expect(problem.detail).toContain('20 more');
  });

  it('of the largest allowed size is accepted', async () => {
    const text = 'Words that differ: '.concat(...Array.from({ length: 20_000 }, (_, index) => `${index} `));
    const plain = body(JSON.stringify({ text, system: text.slice(0, 100_000), cache: 'off' }));
    expect((await send(plain)).status).toBe(201);
    expect((await send(gzipSync(plain), { headers: { 'content-encoding': 'X-GZIP' } })).status).toBe(201);
    const enumeration = Array.from({ length: 8_000 }, (_, index) => index);
    const schema = { type: 'object', properties: { a: { enum: enumeration } } };
    await service.claude.script([{ text: '{"a":1}' }]);
    expect((await send(body(JSON.stringify({ text: 'which?', schema })))).status).toBe(201);
  });

  it.each([
    ['the same field twice', '{"text":"a","text":"b"}'],
    ['the same field twice, once escaped', '{"text":"a","t\\u0065xt":"b"}'],
    ['the same name twice in an object', '{"text":"a","metadata":{"k":"1","k":"2"}}'],
    [
      'the same name twice deep in a schema',
      '{"text":"a","schema":{"type":"object","properties":{"a":{"a":1,"a":1}}}}',
    ],
    [
      '__proto__ deep in a schema',
      '{"text":"a","schema":{"type":"object","properties":{"__proto__":{"type":"null"}}}}',
    ],
    ['__proto__ as a pair', '{"text":"a","metadata":{"__proto__":"x"}}'],
    ['a number beyond all numbers', '{"text":"a","schema":{"type":"object","properties":{"a":{"minimum":1e400}}}}'],
  ])('with %s is refused, since a parser would drop one of them', async (_name, text) => {
    expect((await send(body(text))).status).toBe(400);
  });

  it.each([' ', '\n\t ', '\u00a0\u2003\u3000', '\ufeff'])(
    'with a text that is only white space is refused on every route: %j',
    async (blank) => {
      const { body: talk } = await service.call('POST', '/conversations').send({ user_id: 'x' }).expect(201);
      const asked = [
        ['POST', '/analyze/x', 'text', { text: blank }],
        ['POST', '/analyze/x', 'system', { text: 'a', system: blank }],
        ['POST', `/conversations/${talk.id}/messages`, 'content', { content: blank }],
        ['POST', '/conversations', 'system', { user_id: 'x', system: blank }],
        ['PUT', '/users/x/preferences', 'system', { system: blank }],
      ] as const;
      for (const [method, path, field, sent] of asked) {
        const { body: problem } = await service.call(method, path).send(sent).expect(400);
        expect(problem.errors).toEqual([{ field, message: expect.stringContaining('must hold more than spaces') }]);
      }
      expect(await service.claude.requests()).toEqual([]);
    },
  );

  it.each(['application/json;charset="UTF-8"', 'APPLICATION/JSON ; charset=utf-8; profile=x', 'application/json;'])(
    'is accepted as %s',
    async (type) => {
      expect((await send(body('{"text":"typed"}'), { headers: { 'content-type': type } })).status).toBe(201);
    },
  );

  it.each([
    ['content-type', 'application/jsonp'],
    ['content-type', 'text/plain; a=application/json'],
    ['content-type', 'application/json; charset=latin1'],
    ['content-encoding', 'compress'],
    ['content-encoding', 'gzip, br'],
  ])('with %s: %s is refused with an error that names the accepted values', async (name, value) => {
    const { status, headers } = await send(body('{"text":"typed"}'), { headers: { [name]: value } });
    expect(status).toBe(415);
    expect(headers).toMatchObject({ accept: 'application/json', 'accept-encoding': 'gzip, deflate, br' });
  });
});

describe('a name of a property that every object inherits', () => {
  const shared = shareService();
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  const NAMES = { constructor: 'a', prototype: 'b', toString: 'c', hasOwnProperty: 'd' };

  it('is kept in metadata, profiles and schemas, whose names the caller chooses', async () => {
    const { body: made } = await service.analyze('alice', { text: 'named', metadata: NAMES }).expect(201);
    expect(made.metadata).toEqual(NAMES);
    const { body: read } = await service.call('GET', `/results/${made.id}`).expect(200);
    expect(JSON.stringify(read.metadata)).toBe(JSON.stringify(made.metadata));
    const { body: talk } = await service.call('POST', '/conversations').send({ user_id: 'alice', metadata: NAMES });
    const { body: again } = await service.call('GET', `/conversations/${talk.id}`).expect(200);
    expect(again.metadata).toEqual(NAMES);
    await service.call('PUT', '/users/alice/preferences').send({ profile: NAMES }).expect(200);
    const { body: preferences } = await service.call('GET', '/users/alice/preferences').expect(200);
    expect(preferences.profile).toEqual(NAMES);
    await service.analyze('alice', { text: 'who am I?' }).expect(201);
    const sent = JSON.stringify(await service.claude.requests());
    for (const name of Object.keys(NAMES)) expect(sent).toContain(name);
  });

  it('distinguishes one schema, and the answer to it, from another', async () => {
    const schemaOf = (name: string) => ({
      type: 'object',
      properties: { answer: { type: 'object', properties: { [name]: { type: 'string' } } } },
    });
    await service.claude.script([{ text: '{"answer":{}}' }, { text: '{"answer":{}}' }, { text: '{"answer":{}}' }]);
    for (const name of ['constructor', 'prototype', 'other'])
      await service.analyze('alice', { text: 'same', schema: schemaOf(name) }).expect(201);
    const asked = (await service.claude.requests()).map((request) => JSON.stringify(request));
    expect(asked.map((text) => /constructor|prototype|other/.exec(text)?.[0])).toEqual([
      'constructor',
      'prototype',
      'other',
    ]);
    await service.analyze('alice', { text: 'same', schema: schemaOf('constructor') }).expect(200);
  });
});
