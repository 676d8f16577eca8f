import { request } from 'node:http';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { copiedId, copyRows } from '../support/copied-rows.js';
import { longestTurn } from '../support/event-loop.js';
import { type Operation, operationsOf, type Schema } from '../support/generated/operations.js';
import { TEXTS, VALUES, WIRE_TEXTS } from '../support/hostile-shapes.js';
import { type Service, startService } from '../support/service.js';
import { Talk } from '../support/talk.js';

/** The longest time that a request may block the event loop, in milliseconds. */
const BOUND = 50;
/** The longest part of a request's head: Node accepts 16 KiB in total. */
const HEAD = 14_000;
/** A little less than the largest body. */
const BODY = 1_000_000;
const MAX_TEXT = 200_000;
/** Headers that every route reads, besides those that the document names for some routes. */
const HEADERS = ['Accept', 'Authorization', 'Content-Type', 'X-Request-Id', 'X-Forwarded-For', 'traceparent'];

interface Case {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

interface Existing {
  readonly result: string;
  readonly conversation: string;
  readonly message: string;
}

let service: Service;
let operations: Operation[];
let things: Existing;

beforeAll(async () => {
  service = await startService();
  operations = operationsOf(service.document).filter(({ template }) => !/openapi|metrics|health/.test(template));
  const { body } = await service.analyze('alice', { text: 'x' }).expect(201);
  const talk = await Talk.begin(service, { user_id: 'alice' });
  await talk.post('x').expect(201);
  const answer = (await talk.messages()).at(-1);
  things = { result: String((body as { id: string }).id), conversation: talk.id, message: String(answer?.id) };
  // The first run is slower, since it compiles and loads code.
  for (const operation of operations) await send(toCase(operation, 'warm', {}));
});
afterAll(() => service.stop());

describe('no input blocks the event loop for long', () => {
  it.each(Object.keys(TEXTS))('as a text of a body: %s', async (shape) => {
    const cases = operations.flatMap((operation) =>
      fieldsOf(operation, isLong).map(([field, schema]) => {
        const length = Math.min(schema.maxLength ?? MAX_TEXT, MAX_TEXT);
        const text = (TEXTS[shape] as (length: number) => string)(length);
        return toCase(operation, field, { body: { [field]: text } });
      }),
    );
    expect(cases.length).toBeGreaterThan(5);
    expect(await offenders(cases)).toEqual([]);
  });

  it.each(Object.keys(VALUES))('as a field of a body: %s', async (shape) => {
    const cases = operations.flatMap((operation) =>
      fieldsOf(operation, () => true).map(([field]) => toCase(operation, field, { body: { [field]: VALUES[shape] } })),
    );
    expect(await offenders(cases)).toEqual([]);
  });

  it('as a body of unknown fields', async () => {
    const bodies = operations.filter(({ body }) => body !== null);
    expect(
      await offenders(bodies.map((operation) => toCase(operation, 'body', { body: VALUES['many keys'] as object }))),
    ).toEqual([]);
  });

  it.each(Object.keys(WIRE_TEXTS))('in its address: %s', async (shape) => {
    const text = (WIRE_TEXTS[shape] as (bytes: number) => string)(HEAD);
    const cases = operations.flatMap((operation) =>
      operation.parameters
        .filter((parameter) => parameter.in === 'path' || parameter.in === 'query')
        .map((parameter) => toCase(operation, parameter.name, { [parameter.in]: { [parameter.name]: text } })),
    );
    cases.push({ ...toCase(operations[0] as Operation, 'any', {}), path: `/${text}` });
    expect(await offenders(cases)).toEqual([]);
  });

  it.each(Object.keys(WIRE_TEXTS))('in a header: %s', async (shape) => {
    const text = (WIRE_TEXTS[shape] as (bytes: number) => string)(HEAD);
    const any = operations.filter(({ template }) => template === '/analyze/{user_id}');
    const inHeader = (operation: Operation, name: string) =>
      toCase(operation, name, { headers: { [name.toLowerCase()]: text } });
    const cases = [
      ...any.flatMap((operation) => HEADERS.map((name) => inHeader(operation, name))),
      ...operations.flatMap((operation) =>
        operation.parameters
          .filter((parameter) => parameter.in === 'header')
          .map(({ name }) => inHeader(operation, name)),
      ),
    ];
    expect(cases.length).toBeGreaterThan(HEADERS.length);
    expect(await offenders(cases)).toEqual([]);
  });
});

describe('no read of long texts blocks the event loop for long', () => {
  const COUNT = 24;
  let paths: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const dataSource = service.app.get<DataSource>(getDataSourceToken());
    const text = '🦊'.repeat(MAX_TEXT);
    const own = (kind: number) => ({ id: copiedId(dataSource, kind) });
    const { body } = await service.analyze('big', { text }).expect(201);
    const { id: result } = body as { id: string };
    await copyRows(dataSource, { table: 'results', id: result, count: COUNT, own: own(1) });
    const talk = await Talk.begin(service, { user_id: 'big', system: text, title: 'x' });
    await copyRows(dataSource, { table: 'conversations', id: talk.id, count: COUNT, own: own(2) });
    await talk.post(text).expect(201);
    const [prompt] = await talk.messages();
    const first = String(prompt?.id);
    const parent_id = `CASE WHEN n = 1 THEN r.id ELSE ${copiedId(dataSource, 3).replace(/\bn\b/, 'n - 1')} END`;
    const links = { ...own(3), parent_id, depth: 'r.depth + n', idempotency_digest: 'NULL' };
    await copyRows(dataSource, { table: 'messages', id: first, count: COUNT, own: links });
    const leaf = `019ab0c4-0003-7000-8000-${String(COUNT).padStart(12, '0')}`;
    paths = {
      'a history': '/history/big?limit=100',
      'the usual history': '/history/big',
      conversations: '/conversations?user_id=big&limit=100',
      'a path': `/conversations/${talk.id}/messages?leaf_id=${leaf}`,
      'a tree': `/conversations/${talk.id}/messages?view=tree`,
      'an export': '/users/big/export',
    };
  });

  it.each(['a history', 'the usual history', 'conversations', 'a path', 'a tree', 'an export'])(
    'as %s',
    async (name) => {
      const one = { name, method: 'GET', path: String(paths[name]), headers: {}, body: null };
      expect(await offenders([one])).toEqual([]);
      expect(await send(one)).toBe(200);
    },
  );

  it('and the reads are complete', async () => {
    const texts: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await service.call('GET', `${paths['a path']}${next}`).expect(200);
      const page = body as { data: { text: string }[]; next_cursor: string | null };
      texts.push(...page.data.map(({ text }) => text));
      cursor = page.next_cursor;
    }
    expect(texts).toHaveLength(COUNT + 1);
    expect(texts.every((text) => text === '🦊'.repeat(MAX_TEXT))).toBe(true);
  });
});

describe.each([
  // As much as a window of 1,000,000 tokens takes at four bytes each; trimming stores more than it sends.
  { context: 'full', answers: 7 },
  { context: 'trim', answers: 20 },
])('no turn of a thread of long texts blocks the event loop for long, with the policy $context', (thread) => {
  const MODEL = 'claude-opus-4-8';
  const WORDS = 'Où est le "café" ? '.repeat(MAX_TEXT).slice(0, MAX_TEXT);
  const JSON_HEADERS = { 'content-type': 'application/json' };
  let talk: Talk;
  let leaf: string;

  beforeAll(async () => {
    const { context, answers } = thread;
    const dataSource = service.app.get<DataSource>(getDataSourceToken());
    await service.claude.defaults({ journal_bodies: false });
    talk = await Talk.begin(service, { user_id: `user-${context}`, title: 'x', context, model: MODEL });
    const content = [{ type: 'text', text: WORDS }];
    await service.claude.script([{ content, usage: { input_tokens: 700_000, output_tokens: 50_000 } }]);
    const { user_message: prompt, assistant_message: answer } = await talk.say(WORDS);
    const kind = context === 'full' ? 4 : 5;
    const idAt = (place: string) => copiedId(dataSource, kind).replace(/\bn\b/, place);
    const first = `CASE WHEN n = 1 THEN '${answer.id}' ELSE ${idAt('n * 2 - 1')} END`;
    const question = { id: idAt('n * 2'), parent_id: first, depth: 'n * 2', idempotency_digest: 'NULL' };
    // Each request to Claude begins with its question.
    const sent = context === 'full' ? null : { context_from_id: idAt('n * 2') };
    const reply = { id: idAt('n * 2 + 1'), parent_id: idAt('n * 2'), depth: 'n * 2 + 1', ...sent };
    await copyRows(dataSource, { table: 'messages', id: prompt.id, count: answers, own: question });
    await copyRows(dataSource, { table: 'messages', id: answer.id, count: answers, own: reply });
    leaf = `019ab0c4-000${kind}-7000-8000-${String(answers * 2 + 1).padStart(12, '0')}`;
  });
  afterAll(() => service.claude.defaults({}));

  it.each<[string, () => Omit<Case, 'name' | 'headers' | 'body'> & { readonly body?: object }]>([
    ['a post', () => ({ method: 'POST', path: `${talk.path}/messages`, body: { content: 'x', parent_id: leaf } })],
    [
      'a streamed post',
      () => ({ method: 'POST', path: `${talk.path}/messages`, body: { content: 'x', parent_id: leaf, stream: true } }),
    ],
    ['another answer', () => ({ method: 'POST', path: `${talk.path}/messages/${leaf}/regenerate`, body: {} })],
    ['a fork', () => ({ method: 'POST', path: `${talk.path}/fork`, body: { message_id: leaf } })],
    ['a path', () => ({ method: 'GET', path: `${talk.path}/messages?leaf_id=${leaf}` })],
    ['an export', () => ({ method: 'GET', path: `/users/user-${thread.context}/export` })],
  ])('as %s', async (name, asked) => {
    const { body, ...target } = asked();
    const bytes = body ? Buffer.from(JSON.stringify(body)) : null;
    const one: Case = { name, ...target, headers: bytes ? JSON_HEADERS : {}, body: bytes };
    expect(await offenders([one])).toEqual([]);
    expect([200, 201]).toContain(await send(one));
  });
});

/** @returns the cases that exceeded the bound twice, and by how much */
async function offenders(cases: readonly Case[]): Promise<string[]> {
  const slow: string[] = [];
  for (const one of cases) {
    const again = async () => longestTurn(async () => void (await send(one)));
    let turn = await again();
    if (turn >= BOUND) turn = Math.min(turn, await again());
    if (turn >= BOUND) slow.push(`${one.name}: ${Math.round(turn)} ms`);
  }
  return slow;
}

interface Hostile {
  readonly body?: object;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

function toCase({ method, template, parameters, body }: Operation, what: string, hostile: Hostile): Case {
  const path = template.replace(
    /\{(\w+)\}/g,
    (_, name: string) => hostile.path?.[name] ?? usual(template, name, method),
  );
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required === true);
  const query = {
    ...Object.fromEntries(required.map(({ name }) => [name, usual(template, name, method)])),
    ...hostile.query,
  };
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return {
    name: `${method} ${template} ${what}`,
    method,
    path: pairs.length > 0 ? `${path}?${pairs.join('&')}` : path,
    headers: { ...(body && { 'content-type': 'application/json' }), ...hostile.headers },
    body: body && Buffer.from(JSON.stringify({ ...usualBody(body), ...hostile.body }).slice(0, BODY + 40_000)),
  };
}

/** @returns the value of a parameter: an existing one, except for deletions, which must not change the data */
function usual(template: string, name: string, method: string): string {
  if (method === 'DELETE') return name === 'user_id' ? 'unknown-user' : '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';
  if (name === 'message_id') return things.message;
  if (name === 'user_id') return 'alice';
  return template.startsWith('/conversations') ? things.conversation : things.result;
}

/** @returns a body with the required fields only; messages begin a thread */
function usualBody({ required = [], properties = {} }: Schema): object {
  const values: Record<string, unknown> = {
    user_id: 'alice',
    text: 'x',
    content: 'x',
    message_id: things.message,
    limit_usd: '1000',
    period: 'month',
    name: 'x',
    role: 'admin',
    reason: 'x',
    cache: 'off',
    parent_id: null,
  };
  const names = [...required, ...['cache', 'parent_id'].filter((name) => name in properties)];
  return Object.fromEntries(names.map((name) => [name, values[name] ?? 'x']));
}

/** Short texts cannot take long in any shape; texts that exceed their limit are tested as other values. */
function isLong({ type, maxLength = MAX_TEXT }: Schema): boolean {
  return type === 'string' && maxLength >= 200;
}

function fieldsOf({ body }: Operation, isWanted: (schema: Schema) => boolean): [string, Schema][] {
  return Object.entries(body?.properties ?? {}).filter(([, schema]) => isWanted(schema));
}

/** Discards the answer, since the test's client runs in the same process. */
function send({ method, path, headers, body }: Case): Promise<number> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve) => {
    const length = body ? { 'content-length': String(body.length) } : {};
    const outgoing = request({ hostname, port, method, path, headers: { ...length, ...headers } }, (answer) => {
      answer.resume().on('close', () => resolve(answer.statusCode ?? 0));
    });
    // The server closes the connection when it refuses a head.
    outgoing.on('error', () => resolve(0));
    outgoing.end(body ?? undefined);
  });
}
