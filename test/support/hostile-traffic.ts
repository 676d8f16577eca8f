import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { brotliCompressSync } from 'node:zlib';
import type { SimulatorStep } from '../../src/simulator/index.js';
import { type RawAnswer, type RawRequest, sendRaw } from './raw-request.js';

/** A service process, and the key of a tenant that attacks it. */
export interface Target {
  readonly url: string;
  readonly key: string;
}

/** What an attack was told: the status, or `null` where the connection ended or was left without an answer. */
export type Told = number | null;

export type Attack = (target: Target) => Promise<Told>;

/** What Claude, or a proxy in front of it, says to some of the attacks' questions. */
export const HOSTILE_ANSWERS: readonly SimulatorStep[] = [
  { if_asked: 'slow', delay_ms: 3_000, repeat: Number.MAX_SAFE_INTEGER },
  {
    if_asked: 'absurd',
    model: `claude\u0000${'m'.repeat(300)}`,
    stop_reason: 's'.repeat(100),
    usage: { input_tokens: 4_294_967_295, output_tokens: -1 },
    repeat: Number.MAX_SAFE_INTEGER,
  },
  { if_asked: 'empty', text: '', repeat: Number.MAX_SAFE_INTEGER },
  {
    if_asked: 'backtracks',
    text: JSON.stringify({ list: Array.from({ length: 10 }, () => `${'a'.repeat(28)}!`) }),
    repeat: Number.MAX_SAFE_INTEGER,
  },
];

/** As many connections as there are requests. */
const agent = new Agent({ keepAlive: true });

const MARKS = 'a' + '\u0323\u0301'.repeat(99_999);
const NESTED = '['.repeat(524_288) + ']'.repeat(524_288);
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const packed = (text: string) => brotliCompressSync(Buffer.from(text));
const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key-${n}`, 'value']));

const manyFields = json({ text: 'x', ...pairs(100_000) });
const manyPairs = json({ text: 'x', metadata: pairs(100_000) });
const manyArrays = Buffer.from(`{"text":[${'[],'.repeat(349_999)}[]]}`);
const nested = packed(NESTED);
const marks = json({ text: MARKS, cache: 'off' });
const packedMarks = packed(JSON.stringify({ text: MARKS, cache: 'off' }));
const backtracking = json({
  text: 'backtracks',
  cache: 'off',
  schema: {
    type: 'object',
    properties: { list: { type: 'array', items: { type: 'string', pattern: '^(a+)+$' } } },
  },
});
const manyPatterns = json({
  text: 'x',
  schema: {
    type: 'object',
    properties: Object.fromEntries(
      Array.from({ length: 56 }, (_, n) => [`p${n}`, { type: 'string', pattern: `[\\p{L}\\P{L}]{${n + 1}}` }]),
    ),
  },
});

/** Every kind of attack on a process that was found to hurt one. Bodies are made once, so that sending costs little. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'deep nesting in a few bytes, without a key': ({ url }) =>
    post(url, '/analyze/x', nested, { 'content-encoding': 'br' }),
  'deep nesting in a few bytes': (target) => postAs(target, '/analyze/x', nested, { 'content-encoding': 'br' }),
  'a run of combining marks': (target) => postAs(target, '/analyze/x', marks),
  'a run of combining marks in a few bytes': (target) =>
    postAs(target, '/analyze/x', packedMarks, { 'content-encoding': 'br' }),
  'a search for combining marks': (target) => getAs(target, `/history/x?q=${encodeURIComponent(MARKS.slice(0, 900))}`),
  'unknown fields': (target) => postAs(target, '/analyze/x', manyFields),
  'pairs of metadata': (target) => postAs(target, '/analyze/x', manyPairs),
  'arrays for a text': (target) => postAs(target, '/analyze/x', manyArrays),
  'a pattern that backtracks': (target) => postAs(target, '/analyze/x', backtracking),
  'patterns that are slow to compile': (target) => postAs(target, '/analyze/x', manyPatterns),
  'names of prototypes': (target) =>
    postAs(target, '/analyze/x', Buffer.from('{"text":"x","metadata":{"constructor":"a","__proto__":"b"}}')),
  'user ids that are paths': (target) => getAs(target, '/users/../usage'),
  'a cursor of another list': (target) => getAs(target, '/conversations?user_id=x&cursor=bm90IGEgY3Vyc29y'),
  'an answer with absurd numbers': (target) => postAs(target, '/analyze/x', json({ text: 'absurd', cache: 'off' })),
  'an empty answer': (target) => postAs(target, '/analyze/x', json({ text: 'empty', cache: 'off' })),
  'slow analyses, many at once': async (target) => {
    const body = json({ text: 'slow', cache: 'off' });
    const statuses = await Promise.all(Array.from({ length: 64 }, () => postAs(target, '/analyze/slow', body)));
    return worst(statuses);
  },
  'streams that are left': async ({ url, key }) => {
    const body = json({ text: 'slow', cache: 'off', stream: true, on_disconnect: 'abort' });
    const socket = await open(url, head('POST', '/analyze/left', key, body.length), body);
    socket.destroy();
    return null;
  },
  'pages that are never read': ({ url, key }) => unread(url, head('GET', '/history/long?limit=100', key).repeat(20)),
  'exports that are never read': ({ url, key }) => unread(url, head('GET', '/users/long/export', key).repeat(5)),
  'half a request': ({ url }) => unread(url, 'POST /analyze/x HTTP/1.1\r\nHost: x\r\nContent-Le'),
  'half a body': ({ url, key }) => unread(url, `${head('POST', '/analyze/x', key, 1_000)}{"text"`),
  'no HTTP at all': ({ url }) => unread(url, '\u0000\u0001 nonsense\r\n\r\n'),
};

/** Texts that make a page of a history large, stored before the attacks. */
export async function storeLongTexts(target: Target): Promise<void> {
  const texts = Array.from({ length: 30 }, (_, n) =>
    json({ text: `${n} `.padEnd(200_000, 'long text '), max_tokens: 16 }),
  );
  for (const text of texts) {
    const status = await postAs(target, '/analyze/long', text);
    if (status !== 201) throw new Error(`a long text was answered with ${status}`);
  }
}

export function endAttacks(): void {
  for (const socket of opened) socket.destroy();
}

function post(url: string, path: string, body: Buffer, headers: RawRequest['headers'] = {}): Promise<Told> {
  return told(
    sendRaw(url, { method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body }, agent),
  );
}

function postAs({ url, key }: Target, path: string, body: Buffer, headers: RawRequest['headers'] = {}): Promise<Told> {
  return post(url, path, body, { authorization: `Bearer ${key}`, ...headers });
}

function getAs({ url, key }: Target, path: string): Promise<Told> {
  return told(sendRaw(url, { method: 'GET', path, headers: { authorization: `Bearer ${key}` }, body: null }, agent));
}

async function told(answer: Promise<RawAnswer>): Promise<Told> {
  try {
    return (await answer).status;
  } catch {
    return null;
  }
}

function worst(statuses: readonly Told[]): Told {
  return statuses.reduce((one, other) => ((other ?? 0) > (one ?? 0) ? other : one), null);
}

function head(method: string, path: string, key: string, length?: number): string {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${key}`];
  if (length !== undefined) lines.push('Content-Type: application/json', `Content-Length: ${length}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Sockets that stay open without being read: as many as one attacker keeps. The oldest makes room for a new one. */
const MOST_OPEN = 20;
const opened = new Set<Socket>();

async function unread(url: string, text: string): Promise<Told> {
  const socket = await open(url, text);
  socket.pause();
  const [oldest] = opened;
  if (opened.size > MOST_OPEN) oldest?.destroy();
  return null;
}

function open(url: string, ...parts: readonly (string | Buffer)[]): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      for (const part of parts) socket.write(part);
      resolve(socket);
    });
    opened.add(socket);
    socket.on('error', () => resolve(socket));
    socket.on('close', () => opened.delete(socket));
  });
}
