import { write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** Maximum size of the queue, in characters, so that a slow reader does not fill the memory. Further lines are dropped. */
const MAX_WAITING = 16_000_000;
const RETRY_MS = 10;
/** Number of attempts to write the rest when the process ends. */
const MAX_FINAL_TRIES = 50;

/**
 * Writes log lines to a file descriptor without blocking the process. It gives up when the descriptor can no longer be
 * written, as after `| head -1`; pino's own destination would then retry for ever at the end of the process.
 */
export class LogOutput implements DestinationStream {
  private waiting: string[] = [];
  private waitingSize = 0;
  private isWriting = false;
  private isClosed = false;
  private flushCallbacks: (() => void)[] = [];

  constructor(private readonly fd: number) {
    process.once('exit', () => this.writeRemaining());
  }

  write(line: string): void {
    if (this.isClosed || this.waitingSize + line.length > MAX_WAITING) return;
    this.waiting.push(line);
    this.waitingSize += line.length;
    if (!this.isWriting) this.writeWaiting();
  }

  /** Calls back when all lines have been written or dropped. */
  flush(done: () => void = () => undefined): void {
    if (this.isWriting) this.flushCallbacks.push(done);
    else done();
  }

  private writeWaiting(): void {
    this.isWriting = true;
    this.writeChunk(this.takeWaiting());
  }

  private takeWaiting(): Buffer {
    const chunk = Buffer.from(this.waiting.join(''));
    this.waiting = [];
    this.waitingSize = 0;
    return chunk;
  }

  private writeChunk(chunk: Buffer): void {
    write(this.fd, chunk, (error, written) => {
      if (isFull(error)) setTimeout(() => this.writeChunk(chunk), RETRY_MS);
      else if (error) this.close(error);
      else if (written < chunk.length) this.writeChunk(chunk.subarray(written));
      else if (this.waiting.length > 0) this.writeWaiting();
      else this.finish();
    });
  }

  private close({ code }: NodeJS.ErrnoException): void {
    this.isClosed = true;
    this.takeWaiting();
    this.finish();
    // If standard error cannot be written either, the message is lost.
    process.stderr.write(`the log can no longer be written (${code}); further lines are lost\n`);
  }

  private finish(): void {
    this.isWriting = false;
    const callbacks = this.flushCallbacks;
    this.flushCallbacks = [];
    for (const callback of callbacks) callback();
  }

  private writeRemaining(): void {
    if (this.isClosed) return;
    let rest = this.takeWaiting();
    for (let tries = 0; rest.length > 0 && tries < MAX_FINAL_TRIES; tries += 1) {
      try {
        rest = rest.subarray(writeSync(this.fd, rest));
      } catch (error) {
        if (!isFull(error)) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
      }
    }
  }
}

/** Ignores errors of standard output and standard error, so that a reader that ends, as in `| head -1`, ends nothing. */
export function ignoreOutputErrors(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

function isFull(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EBUSY' || code === 'EINTR';
}
