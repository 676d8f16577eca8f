import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { parse as parseContentType } from 'content-type';
import { JsonBounds } from './json-bounds.js';
import { countMembers } from './malformed.js';
import { problem } from './problem.js';
import { ProblemException } from './problem.exception.js';
import { validationFailed } from './request-pipe.js';

/** Of a body as it is parsed: a compressed one is measured as it is unpacked. */
const LIMIT_BYTES = 1_048_576;
/** Texts compress to a tenth, tables to a fiftieth; more than that is made to cost more to read than to send. */
const MAX_UNPACKED_TIMES = 100;
/** So much may be unpacked out of any number of bytes. */
const FREE_BYTES = 65_536;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
export const CONTENT_ENCODINGS = 'gzip, deflate, br';

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Reads a body as JSON, strictly: UTF-8 only, bytes that are none are refused instead of replaced, and so is a name that
 * comes twice in one object, so that what is stored is what was sent. The readers of Express and Fastify take other
 * encodings, mend broken ones, or do not unpack. What would take long to parse is refused while it is read.
 * @returns `undefined` for an empty body
 * @throws ProblemException 400, 413 or 415
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!isJson(request)) {
    throw unsupported('Send the body as JSON, with the header content-type: application/json.');
  }
  const bounds = new JsonBounds();
  const bytes = await readBytes(request, bounds);
  const body = parse(bytes);
  // Of two members of one name the parser keeps the last and says nothing.
  if (countMembers(body) !== bounds.members) throw refused('the body must not hold a name twice in one object');
  return body;
}

/**
 * RFC 9110, section 8.3: one type and charset, in any case, with any parameters. JSON is UTF-8 (RFC 8259). Of two headers a
 * proxy may have looked at the other one.
 */
function isJson({ headersDistinct }: IncomingMessage): boolean {
  const [header = '', ...others] = headersDistinct['content-type'] ?? [];
  if (others.length > 0) return false;
  const { type, parameters } = parseContentType(header);
  return type === 'application/json' && (parameters['charset'] ?? 'utf-8').toLowerCase() === 'utf-8';
}

function parse(bytes: Buffer): unknown {
  try {
    const text = UTF8.decode(bytes);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch (error) {
    // The parser's own message quotes the body, which must not reach others.
    throw refused(error instanceof SyntaxError ? 'the body is not valid JSON' : 'the body is not valid UTF-8');
  }
}

async function readBytes(request: IncomingMessage, bounds: JsonBounds): Promise<Buffer> {
  const decoder = decoderOf(request);
  try {
    return await collect(decoder ? request.pipe(decoder) : request, request, bounds);
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
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return undefined;
  const create = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (create) return create();
  throw unsupported('The body has a content-encoding that is not known here; send it plain or with gzip.');
}

function collect(source: Readable, request: IncomingMessage, bounds: JsonBounds): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // It may have left while it was found out who is asking.
    if (request.destroyed) return reject(unreadableRequest());
    const chunks: Buffer[] = [];
    let [length, sent] = [0, 0];
    if (source !== request) request.on('data', (packed: Buffer) => (sent += packed.length));
    source.on('data', (chunk: Buffer) => {
      length += chunk.length;
      const isSwollen = source !== request && length > Math.max(FREE_BYTES, sent * MAX_UNPACKED_TIMES);
      const fault = length > LIMIT_BYTES ? tooLarge() : isSwollen ? tooPacked() : faultOf(bounds.take(chunk));
      if (fault === null) chunks.push(chunk);
      else {
        // Nothing after this is unpacked or looked at.
        source.removeAllListeners('data');
        reject(fault);
      }
    });
    source.once('end', () => resolve(Buffer.concat(chunks)));
    source.on('error', () => reject(unreadableRequest()));
    // A client that leaves half-way ends what it sends without an end.
    request.once('close', () => {
      if (!request.complete) reject(unreadableRequest());
    });
  });
}

function faultOf(message: string | null): ProblemException | null {
  return message === null ? null : refused(`the body ${message}`);
}

function refused(message: string): ProblemException {
  return validationFailed([{ field: '', message }]);
}

function tooLarge(): ProblemException {
  const detail = 'The body is over 1 MB. Send a shorter text, in UTF-8 rather than as \\u escapes.';
  return new ProblemException(problem(413, 'payload_too_large', 'Payload too large', detail));
}

function tooPacked(): ProblemException {
  const detail = `The body unpacks to more than ${MAX_UNPACKED_TIMES} times what was sent. Send it without content-encoding.`;
  return new ProblemException(problem(413, 'payload_too_large', 'Payload too large', detail));
}

function unsupported(detail: string): ProblemException {
  return new ProblemException(problem(415, 'unsupported_media_type', 'Unsupported media type', detail));
}

export function unreadableRequest(): ProblemException {
  const message =
    'the request could not be read: check the % escapes of its path and the length and encoding of its body';
  return refused(message);
}
