import { pipeline, Readable, Transform, type TransformCallback } from 'node:stream';
import { createBrotliDecompress, createInflate, createUnzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { Pauses } from '../../common/index.js';

/** The part of a `Response` that the SDK reads. */
interface TransportResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly url: string;
  readonly headers: Headers;
  /** Either read as a stream, or as a whole by `text` or `json`. */
  readonly body: Readable;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/** The part of a `RequestInit` that the SDK sets. */
interface TransportRequest {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * A `fetch` for the SDK, built on undici's `request`: the full Fetch standard takes more CPU time than the rest of the SDK.
 * It differs from the platform's `fetch`:
 *
 * - Only the caller's timeout applies. The platform gives up after 300 s without a header or a byte, and the SDK would then
 *   send the prompt a second time.
 * - Redirects are returned, not followed: neither prompt nor key is sent to an address that was not configured.
 * - Responses are requested uncompressed. If a proxy compresses them anyway, they are decompressed.
 *
 * @param selectHeaders selects the headers to send from those that the SDK sets
 */
export function openTransport(selectHeaders: (headers: Headers) => Record<string, string>): typeof globalThis.fetch {
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const send = async (
    url: string,
    { method = 'GET', headers, body, signal }: TransportRequest,
  ): Promise<TransportResponse> => {
    const { origin, pathname, search } = new URL(url);
    const own = { ...selectHeaders(headers), 'accept-encoding': 'identity' };
    const request = { origin, path: pathname + search, ...toRequest(own, body ?? null), signal };
    return toResponse(url, await abortable(signal, agent.request({ ...request, method })));
  };
  // The SDK uses only this part of the Fetch standard.
  return send as unknown as typeof globalThis.fetch;
}

/** Longer bodies are encoded and written in pieces, in UTF-16 units, because one may hold a whole conversation. */
const LONG_BODY = 1_000_000;
const PIECE = 250_000;

function toRequest(
  headers: Record<string, string>,
  body: string | null,
): { readonly headers: Record<string, string>; readonly body: string | Readable | null } {
  if (body === null || body.length < LONG_BODY) return { headers, body };
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  return { headers: { ...headers, ...length }, body: Readable.from(encodedPieces(body), { objectMode: false }) };
}

async function* encodedPieces(body: string): AsyncGenerator<Buffer, void> {
  const pauses = new Pauses();
  for (let start = 0; start < body.length;) {
    if (pauses.isDue) await pauses.next();
    const isPairCut = isHighSurrogate(body.charCodeAt(start + PIECE - 1));
    const end = start + PIECE - (isPairCut ? 1 : 0);
    yield Buffer.from(body.slice(start, end));
    start = end;
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

/** Maximum size of a decompressed response, in bytes: a few kilobytes can decompress to gigabytes. */
const MAX_DECODED_BYTES = 64 * 1024 * 1024;

function toResponse(url: string, { statusCode: status, headers, body }: Dispatcher.ResponseData): TransportResponse {
  const ok = status >= 200 && status < 300;
  const plain = { status, ok, url, headers: toHeaders(headers) };
  const encodings = encodingsOf(plain.headers);
  if (encodings.length === 0) return { ...plain, body, text: () => body.text(), json: () => body.json() };
  const decoded = decode(body, encodings);
  const text = async (): Promise<string> => Buffer.concat(await decoded.toArray()).toString();
  return { ...plain, body: decoded, text, json: async () => JSON.parse(await text()) as unknown };
}

/** The encodings of the body, in the order in which they were applied (RFC 9110, 8.4). */
function encodingsOf(headers: Headers): string[] {
  const encodings = (headers.get('content-encoding') ?? '').toLowerCase().split(',');
  return encodings.map((encoding) => encoding.trim()).filter((encoding) => encoding !== '' && encoding !== 'identity');
}

/** Reading fails if an encoding is unknown, the bytes are invalid, or there are too many. */
function decode(body: Readable, encodings: readonly string[]): Readable {
  const steps = [...encodings.toReversed().map(decoderOf), limit(MAX_DECODED_BYTES)];
  // Errors are not handled here: they reach the reader through the last stream.
  return steps.reduce((from: Readable, to) => pipeline(from, to, () => undefined), body);
}

function decoderOf(encoding: string): Transform {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createUnzip();
  if (encoding === 'deflate') return createInflate();
  if (encoding === 'br') return createBrotliDecompress();
  return new Transform({ transform: (_chunk, _encoding, done) => done(new Error('unknown content encoding')) });
}

function limit(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new Error('the decompressed response is too large'));
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

/** Rejects as soon as the signal aborts: undici itself would first wait until its connection is open. */
function abortable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
