import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { Pauses } from '../common/index.js';
import { type HttpReply, onceClosed } from './http-reply.js';
import type { PageResponse } from './page.response.js';

/** Pages of more text than this, in UTF-16 units, are written row by row. */
const LARGE = 1_000_000;

/**
 * The same answer; a page of long texts as a stream, since to make one text of all its rows would hold the process up and
 * hold all of it in memory once more.
 */
export function inPieces(answer: unknown, reply: HttpReply): unknown {
  if (!isPage(answer) || !isLarge(answer.data)) return answer;
  const readable = Readable.from(toJson(answer), { objectMode: false });
  // Nest takes hold of the stream later; a client may leave before it.
  onceClosed(reply, () => {
    if (!readable.readableEnded) readable.destroy();
  });
  const file = new StreamableFile(readable, { type: 'application/json; charset=utf-8' });
  // A client that leaves is no error of ours; Nest would log it as one.
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
  let before = '{"data":[';
  for (const row of data) {
    if (pauses.isDue) await pauses.next();
    yield Buffer.from(before + JSON.stringify(row));
    before = ',';
  }
  yield Buffer.from(`],${JSON.stringify(rest).slice(1)}`);
}
