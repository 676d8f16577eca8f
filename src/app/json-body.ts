import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { problem, ProblemException, validationFailed } from '../http/index.js';

/** Of a body as it is parsed: a compressed one is measured as it is unpacked. */
const LIMIT_BYTES = 1_048_576;
const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads a body as JSON, strictly: UTF-8 only, and bytes that are none are refused instead of replaced, so that what is
 * stored is what was sent. The readers of Express and Fastify take other encodings, mend broken ones, or do not unpack.
 * @returns `undefined` for an empty body
 * @throws ProblemException 400, 413 or 415
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    throw unsupported('Send the body as JSON, with the header content-type: application/json.');
  }
  const bytes = await readBytes(request);
  try {
    const text = UTF8.decode(bytes);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    // The parser's own message quotes the body, which is nobody else's business.
    const message = error instanceof SyntaxError ? 'the body is not valid JSON' : 'the body is not valid UTF-8';
    throw validationFailed([{ field: '', message }]);
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const decoder = decoderOf(request);
  try {
    return await collect(decoder ? request.pipe(decoder) : request, request);
  } catch (error) {
    // A client that is still sending would not hear the answer: what it sends is read, and kept nowhere.
    if (decoder) request.unpipe(decoder);
    await finished(request.resume(), { writable: false }).catch(() => undefined);
    throw error;
  } finally {
    decoder?.destroy();
  }
}

function decoderOf({ headers }: IncomingMessage): Transform | undefined {
  const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return undefined;
  const create = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (create) return create();
  throw unsupported('The body has a content-encoding that is not known here; send it plain or with gzip.');
}

function collect(source: Readable, request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    source.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > LIMIT_BYTES) reject(tooLarge());
      else chunks.push(chunk);
    });
    source.once('end', () => resolve(Buffer.concat(chunks)));
    source.on('error', () => reject(unreadableRequest()));
    // A client that leaves half-way ends what it sends without an end.
    request.once('close', () => {
      if (!request.complete) reject(unreadableRequest());
    });
  });
}

function tooLarge(): ProblemException {
  const detail = 'The body is over 1 MB. Send a shorter text, in UTF-8 rather than as \\u escapes.';
  return new ProblemException(problem(413, 'payload_too_large', 'Payload too large', detail));
}

function unsupported(detail: string): ProblemException {
  return new ProblemException(problem(415, 'unsupported_media_type', 'Unsupported media type', detail));
}

export function unreadableRequest(): ProblemException {
  const message =
    'the request could not be read: check the % escapes of its path and the length and encoding of its body';
  return validationFailed([{ field: '', message }]);
}
