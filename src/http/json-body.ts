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

/** Maximum size of a body in bytes, after decompression. */
const LIMIT_BYTES = 1_048_576;
/** Maximum compression ratio. Texts compress to a tenth, tables to a fiftieth; a higher ratio indicates an attack. */
const MAX_RATIO = 100;
/** Decompressed size in bytes up to which the ratio is not checked. */
const UNCHECKED_RATIO_BYTES = 65_536;
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
 * Reads a body as JSON, strictly: invalid UTF-8 and duplicate names in one object are refused, so that what is stored is
 * exactly what was sent. The body parsers of Express and Fastify accept other encodings, replace invalid bytes, or do
 * not decompress. A body that would take long to parse is refused while it is read.
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
  // Of two members with the same name, JSON.parse keeps the last one without an error.
  if (countMembers(body) !== bounds.members)
    throw refused('the body must not contain the same name twice in one object');
  return body;
}

/**
 * Whether the content type is JSON in UTF-8 (RFC 9110, section 8.3; RFC 8259). Two headers are refused, because a proxy
 * may have checked the other one.
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
    // The parser's own message quotes the body, which must not appear in logs.
    throw refused(error instanceof SyntaxError ? 'the body is not valid JSON' : 'the body is not valid UTF-8');
  }
}

async function readBytes(request: IncomingMessage, bounds: JsonBounds): Promise<Buffer> {
  const decoder = decoderOf(request);
  try {
    return await collect(decoder ? request.pipe(decoder) : request, request, bounds);
  } catch (error) {
    // A client reads the response only after it has sent everything, so the rest is read and discarded.
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
  throw unsupported('The content-encoding of the body is not supported; send it uncompressed or with gzip.');
}

function collect(source: Readable, request: IncomingMessage, bounds: JsonBounds): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The client may have disconnected while the guards ran.
    if (request.destroyed) return reject(unreadableRequest());
    const chunks: Buffer[] = [];
    const isCompressed = source !== request;
    let length = 0;
    let compressedLength = 0;
    if (isCompressed) request.on('data', (packed: Buffer) => (compressedLength += packed.length));
    const check = (chunk: Buffer): ProblemException | null => {
      if (length > LIMIT_BYTES) return tooLarge();
      const maxLength = Math.max(UNCHECKED_RATIO_BYTES, compressedLength * MAX_RATIO);
      if (isCompressed && length > maxLength) return ratioTooHigh();
      const message = bounds.take(chunk);
      return message === null ? null : refused(`the body ${message}`);
    };
    source.on('data', (chunk: Buffer) => {
      length += chunk.length;
      const error = check(chunk);
      if (error === null) {
        chunks.push(chunk);
        return;
      }
      // The rest is neither decompressed nor checked.
      source.removeAllListeners('data');
      reject(error);
    });
    source.once('end', () => resolve(Buffer.concat(chunks)));
    source.on('error', () => reject(unreadableRequest()));
    // A client that disconnects while sending causes no 'end' event.
    request.once('close', () => {
      if (!request.complete) reject(unreadableRequest());
    });
  });
}

function refused(message: string): ProblemException {
  return validationFailed([{ field: '', message }]);
}

function tooLarge(): ProblemException {
  const detail = 'The body is larger than 1 MB. Send a shorter text, in UTF-8 rather than as \\u escapes.';
  return new ProblemException(problem(413, 'payload_too_large', 'Payload too large', detail));
}

function ratioTooHigh(): ProblemException {
  const detail = `The body decompresses to more than ${MAX_RATIO} times its size. Send it without content-encoding.`;
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
