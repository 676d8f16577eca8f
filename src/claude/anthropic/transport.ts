import { pipeline, Readable, Transform, type TransformCallback } from 'node:stream';
import { createBrotliDecompress, createInflate, createUnzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { Pauses } from '../../common/index.js';

/** What the SDK reads of an answer. */
interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly url: string;
  readonly headers: Headers;
  /** Read piece by piece, or as a whole by one of the other two. */
  readonly body: Readable;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/** What the SDK says of a request. */
interface Sending {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * What the SDK needs of a `fetch`, on undici's plain requests: the whole of the Fetch standard took more CPU time than
 * the rest of the SDK. Unlike the platform's:
 *
 * - The caller's time limit is the only one. The platform gives up after 300 s without a header or a byte, and the SDK
 *   would send the prompt a second time.
 * - A redirect is an answer, not followed: neither prompt nor key goes to an address that nobody configured.
 * - Answers are asked for as they are, not compressed. A proxy that compresses all the same is understood.
 *
 * @param toOwn which headers go out, of those that the SDK wants to send
 */
export function openTransport(toOwn: (headers: Headers) => Record<string, string>): typeof globalThis.fetch {
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const send = async (url: string, { method = 'GET', headers, body, signal }: Sending): Promise<Answer> => {
    const { origin, pathname, search } = new URL(url);
    const own = { ...toOwn(headers), 'accept-encoding': 'identity' };
    const request = { origin, path: pathname + search, ...toSend(own, body ?? null), signal };
    return toAnswer(url, await atOnce(signal, agent.request({ ...request, method })));
  };
  // The part of the Fetch standard that the SDK asks for.
  return send as unknown as typeof globalThis.fetch;
}

/** Longer bodies are encoded and written piece by piece, in UTF-16 units: a whole thread may be in one. */
const LONG_BODY = 1_000_000;
const PIECE = 250_000;

function toSend(
  headers: Record<string, string>,
  body: string | null,
): { readonly headers: Record<string, string>; readonly body: string | Readable | null } {
  if (body === null || body.length < LONG_BODY) return { headers, body };
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  return { headers: { ...headers, ...length }, body: Readable.from(encoded(body), { objectMode: false }) };
}

async function* encoded(body: string): AsyncGenerator<Buffer, void> {
  const pauses = new Pauses();
  for (let start = 0; start < body.length;) {
    if (pauses.isDue) await pauses.next();
    const isPairCut = isFirstOfPair(body.charCodeAt(start + PIECE - 1));
    const end = start + PIECE - (isPairCut ? 1 : 0);
    yield Buffer.from(body.slice(start, end));
    start = end;
  }
}

function isFirstOfPair(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

/** Longest answer that is made of a compressed one, in bytes: a few kilobytes can stand for gigabytes. */
const LONGEST_DECODED = 64 * 1024 * 1024;

function toAnswer(url: string, { statusCode: status, headers, body }: Dispatcher.ResponseData): Answer {
  const ok = status >= 200 && status < 300;
  const plain = { status, ok, url, headers: toHeaders(headers) };
  const encodings = encodingsOf(plain.headers);
  if (encodings.length === 0) return { ...plain, body, text: () => body.text(), json: () => body.json() };
  const decoded = decode(body, encodings);
  const text = async (): Promise<string> => Buffer.concat(await decoded.toArray()).toString();
  return { ...plain, body: decoded, text, json: async () => JSON.parse(await text()) as unknown };
}

/** How the body is encoded, in the order in which that was done (RFC 9110, 8.4). */
function encodingsOf(headers: Headers): string[] {
  const encodings = (headers.get('content-encoding') ?? '').toLowerCase().split(',');
  return encodings.map((encoding) => encoding.trim()).filter((encoding) => encoding !== '' && encoding !== 'identity');
}

/** Fails while it is read where an encoding is not known, the bytes are broken, or there are too many. */
function decode(body: Readable, encodings: readonly string[]): Readable {
  const steps = [...encodings.toReversed().map(decoderOf), limit(LONGEST_DECODED)];
  // The reader of the last one hears of any failure.
  return steps.reduce((from: Readable, to) => pipeline(from, to, () => undefined), body);
}

function decoderOf(encoding: string): Transform {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createUnzip();
  if (encoding === 'deflate') return createInflate();
  if (encoding === 'br') return createBrotliDecompress();
  return new Transform({ transform: (_chunk, _encoding, done) => done(new Error('an unknown content encoding')) });
}

function limit(most: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > most) done(new Error('the decoded answer is too long'));
      else done(null, chunk);
    },
  });
}

function toHeaders(headers: Dispatcher.ResponseData['headers']): Headers {
  const all = new Headers();
  for (const [name, values = []] of Object.entries(headers)) {
    for (const value of [values].flat()) all.append(name, value);
  }
  return all;
}

/** Fails as soon as the signal aborts: undici itself would first wait for the connection that it is opening. */
function atOnce<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
