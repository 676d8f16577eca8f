import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { cut, type HttpReply, onceClosed } from './http-reply.js';

export const NDJSON = 'application/x-ndjson';

/**
 * An answer that is written at the pace at which the client reads. What fails before there is anything to send is answered
 * with its own status; what fails later cuts the connection, so that nobody takes a part for the whole.
 * @param name of the file it may be saved as
 */
export async function ndjsonFile(
  pieces: AsyncGenerator<string, void>,
  name: string,
  reply: HttpReply,
): Promise<StreamableFile> {
  const first = await pieces.next();
  const readable = Readable.from(resumed(first, pieces), { objectMode: false });
  // Nest takes hold of the stream later; a client may leave before it.
  onceClosed(reply, () => {
    if (!readable.readableEnded) readable.destroy();
  });
  reply.header('Cache-Control', 'no-store');
  const file = new StreamableFile(readable, {
    type: `${NDJSON}; charset=utf-8`,
    disposition: `attachment; filename="${name}"`,
  });
  file.setErrorHandler(() => cut(reply));
  // A client that leaves is no error of ours; Nest would log it as one.
  file.setErrorLogger(() => undefined);
  return file;
}

/** The generator ends with the stream, whoever ends it: what it has open is closed. */
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
