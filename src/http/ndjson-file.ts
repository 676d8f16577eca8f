import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { cut, type HttpReply, onceClosed } from './http-reply.js';

export const NDJSON = 'application/x-ndjson';

/**
 * A file download that is written at the pace at which the client reads. An error before the first piece gets its own
 * status. A later error closes the connection, so that the client notices that the file is incomplete.
 * @param name suggested file name
 * @throws the error of `pieces`, if it fails before its first piece
 */
export async function ndjsonFile(
  pieces: AsyncGenerator<string, void>,
  name: string,
  reply: HttpReply,
): Promise<StreamableFile> {
  const first = await pieces.next();
  const readable = Readable.from(resumed(first, pieces), { objectMode: false });
  // Nest attaches to the stream later, but the client may disconnect before.
  onceClosed(reply, () => {
    if (!readable.readableEnded) readable.destroy();
  });
  reply.header('Cache-Control', 'no-store');
  const file = new StreamableFile(readable, {
    type: `${NDJSON}; charset=utf-8`,
    disposition: `attachment; filename="${name}"`,
  });
  file.setErrorHandler(() => cut(reply));
  // Nest would log a client's disconnect as an error.
  file.setErrorLogger(() => undefined);
  return file;
}

/** Ends `pieces` when the stream ends or is destroyed, so that it releases its resources. */
async function* resumed(
  first: IteratorResult<string, void>,
  pieces: AsyncGenerator<string, void>,
): AsyncGenerator<Buffer> {
  try {
    if (first.done) return;
    yield Buffer.from(first.value);
    for await (const piece of pieces) yield Buffer.from(piece);
  } finally {
    await pieces.return();
  }
}
