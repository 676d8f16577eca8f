import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { Pauses } from '../common/index.js';
import { type HttpReply, onceClosed } from './http-reply.js';
import type { PageResponse } from './page.response.js';

/** A page with more text than this, in UTF-16 units, is written row by row. */
const LARGE = 1_000_000;

/**
 * Turns a page of long texts into a stream. Serializing all its rows at once would block the event loop and hold the
 * page in memory twice. Any other answer is returned as it is.
 */
export function streamLargePage(answer: unknown, reply: HttpReply): unknown {
  if (!isPage(answer) || !isLarge(answer.data)) return answer;
  const readable = Readable.from(toJson(answer), { objectMode: false });
  // Nest attaches to the stream later, but the client may disconnect before.
  onceClosed(reply, () => {
    if (!readable.readableEnded) readable.destroy();
  });
  const file = new StreamableFile(readable, { type: 'application/json; charset=utf-8' });
  // Nest would log a client's disconnect as an error.
  file.setErrorLogger(() => undefined);
  return file;
}

function isPage(answer: unknown): answer is PageResponse<object> {
  return typeof answer === 'object' && answer !== null && 'data' in answer && 'has_more' in answer;
}

function isLarge(rows: readonly object[]): boolean {
  let length = 0;
  for (const row of rows) {
    for (const value of Object.values(row)) if (typeof value === 'string') length += value.length;
    if (length > LARGE) return true;
  }
  return false;
}

async function* toJson({ data, ...rest }: PageResponse<object>): AsyncGenerator<Buffer, void> {
  const pauses = new Pauses();
  let separator = '{"data":[';
  for (const row of data) {
    if (pauses.isDue) await pauses.next();
    yield Buffer.from(separator + JSON.stringify(row));
    separator = ',';
  }
  yield Buffer.from(`],${JSON.stringify(rest).slice(1)}`);
}
