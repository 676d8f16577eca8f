import { AsyncResource } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { applyDecorators, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';

/** One line of an export, which says of what it is. */
export interface NdjsonLine {
  readonly type: string;
}

export const NDJSON = 'application/x-ndjson';

/** How many characters are put together before they are sent, so that small lines do not cost a packet each. */
const CHUNK = 64 * 1024;

/**
 * Lines as they are read, at the pace at which the client takes them, and a manifest at the end: how many there are of
 * each type, and SHA-256 of every byte before it. What breaks off has none, and so is found to be a part.
 * @param ended hears how it ended: `null` when everything was sent, else why not
 */
export function streamNdjson(
  lines: AsyncIterable<NdjsonLine>,
  ended: (counts: Readonly<Record<string, number>>, error: unknown) => void = () => undefined,
): StreamableFile {
  // Whoever reads the stream is nobody in particular; it ends in the name of who asked for it.
  const content = withManifest(lines, AsyncResource.bind(ended));
  const file = new StreamableFile(Readable.from(content, { objectMode: false }), {
    type: `${NDJSON}; charset=utf-8`,
  });
  // A client that leaves is no error of ours; Nest would log it as one.
  file.setErrorLogger(() => undefined);
  // Nothing can be said any more in an answer that has begun: it breaks off, and lacks its manifest.
  file.setErrorHandler((_error, response) => response.destroy?.());
  return file;
}

async function* withManifest(
  lines: AsyncIterable<NdjsonLine>,
  ended: (counts: Readonly<Record<string, number>>, error: unknown) => void,
): AsyncGenerator<string> {
  const counts: Record<string, number> = {};
  const digest = createHash('sha256');
  // Whoever leaves ends the generator without an error.
  let outcome: unknown = new DOMException('the client left', 'AbortError');
  let chunk = '';
  try {
    for await (const line of lines) {
      counts[line.type] = (counts[line.type] ?? 0) + 1;
      chunk += `${JSON.stringify(line)}\n`;
      if (chunk.length < CHUNK) continue;
      digest.update(chunk, 'utf8');
      yield chunk;
      chunk = '';
    }
    digest.update(chunk, 'utf8');
    yield `${chunk}${JSON.stringify({ type: 'manifest', counts, sha256: digest.digest('hex') })}\n`;
    outcome = null;
  } catch (error) {
    outcome = error;
    throw error;
  } finally {
    ended(counts, outcome);
  }
}

/** Documents such an answer. */
export function ApiNdjson(description: string, example: string): MethodDecorator {
  return applyDecorators(
    ApiProduces(NDJSON),
    ApiOkResponse({ description, content: { [NDJSON]: { schema: { type: 'string' }, example } } }),
  );
}
