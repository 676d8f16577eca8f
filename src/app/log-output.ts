import { write, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** What waits to be written at most, in characters: a reader that is slow must not fill the memory. */
const MOST_WAITING = 16_000_000;
const WAIT_MS = 10;
/** How often what is left is tried to be written when the process ends. */
const LAST_TRIES = 50;

/**
 * Writes log lines to a file descriptor without stopping the process, and gives up where it cannot be written any more, as
 * after `| head -1`: pino's own destination then tries for ever when the process is to end.
 */
export class LogOutput implements DestinationStream {
  private waiting: string[] = [];
  private waitingSize = 0;
  private isWriting = false;
  private isGone = false;
  private whenWritten: (() => void)[] = [];

  constructor(private readonly fd: number) {
    process.once('exit', () => this.writeLast());
  }

  write(line: string): void {
    if (this.isGone || this.waitingSize + line.length > MOST_WAITING) return;
    this.waiting.push(line);
    this.waitingSize += line.length;
    if (!this.isWriting) this.writeWaiting();
  }

  /** Calls back once all is written, or lost. */
  flush(done: () => void = () => undefined): void {
    if (this.isWriting) this.whenWritten.push(done);
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
      if (isFull(error)) setTimeout(() => this.writeChunk(chunk), WAIT_MS);
      else if (error) this.giveUp(error);
      else if (written < chunk.length) this.writeChunk(chunk.subarray(written));
      else if (this.waiting.length > 0) this.writeWaiting();
      else this.rest();
    });
  }

  private giveUp({ code }: NodeJS.ErrnoException): void {
    this.isGone = true;
    this.takeWaiting();
    this.rest();
    // Where standard error is the same, or gone too, there is nowhere to say it.
    process.stderr.write(`the log cannot be written any more (${code}); what comes after this is lost\n`);
  }

  private rest(): void {
    this.isWriting = false;
    const told = this.whenWritten;
    this.whenWritten = [];
    for (const tell of told) tell();
  }

  private writeLast(): void {
    if (this.isGone) return;
    let rest = this.takeWaiting();
    for (let tries = 0; rest.length > 0 && tries < LAST_TRIES; tries += 1) {
      try {
        rest = rest.subarray(writeSync(this.fd, rest));
      } catch (error) {
        if (!isFull(error)) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
      }
    }
  }
}

function isFull(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EBUSY' || code === 'EINTR';
}
