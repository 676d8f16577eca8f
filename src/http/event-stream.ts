import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { AppError } from '../common/index.js';
import { type HttpReply, onceClosed } from './http-reply.js';
import { problem, problemOf } from './problem.js';

/** Interval between heartbeat comments, in milliseconds. Proxies commonly close connections that are idle for 30 s. */
const HEARTBEAT_MS = 15_000;
/** Largest piece of a replayed text that is sent as one event, in UTF-16 units. */
const PIECE = 4096;

/**
 * A response of server-sent events. Nothing is sent before the first event, so an error before it gets its own status.
 * A later error is sent as an `error` event. Events are written at the pace at which the client reads; at most one
 * answer is buffered.
 */
export class EventStream {
  private readonly readable = new Readable({ read: () => undefined });
  private readonly heartbeat = setInterval(() => this.comment(), HEARTBEAT_MS).unref();
  private isOpen = false;
  private opened: () => void = () => undefined;
  private readonly whenOpen = new Promise<void>((resolve) => (this.opened = resolve));

  constructor(private readonly reply: HttpReply) {
    this.readable.once('close', () => clearInterval(this.heartbeat));
    // Nest attaches to the stream at its first event, but the client may disconnect before.
    onceClosed(reply, () => this.readable.destroy());
  }

  /** @param gone called when the client disconnects before the end of the stream */
  onGone(gone: () => void): void {
    this.readable.once('close', () => {
      if (!this.readable.readableEnded) gone();
    });
  }

  /** Sends status and headers. Does nothing if they have been sent. */
  open(headers: Readonly<Record<string, string>> = {}): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.reply.status(200);
    const own = { 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' };
    for (const [name, value] of Object.entries({ ...own, ...headers })) this.reply.header(name, value);
    this.opened();
  }

  send(event: string, data: unknown): void {
    this.open();
    this.push(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Sends a text as several events, never splitting a surrogate pair. */
  sendText(event: string, text: string): void {
    for (let start = 0, end = 0; start < text.length; start = end) {
      end = start + PIECE;
      if (isHighSurrogate(text.charCodeAt(end - 1))) end += 1;
      this.send(event, { text: text.slice(start, end) });
    }
  }

  /**
   * Runs the work that sends the events, and ends the stream when the work ends.
   * @throws the error of the work, if it fails before its first event
   */
  async run(work: () => Promise<void>): Promise<StreamableFile> {
    const done = work().then(
      () => this.finish(),
      (error: unknown) => this.fail(error),
    );
    await Promise.race([this.whenOpen, done]);
    const file = new StreamableFile(this.readable, { type: 'text/event-stream; charset=utf-8' });
    // Nest would log a client's disconnect as an error.
    file.setErrorLogger(() => undefined);
    return file;
  }

  private fail(error: unknown): void {
    if (!this.isOpen) {
      this.readable.destroy();
      throw error;
    }
    this.send('error', { problem: error instanceof AppError ? problemOf(error) : UNEXPECTED });
    this.finish();
  }

  private finish(): void {
    clearInterval(this.heartbeat);
    if (!this.readable.destroyed) this.readable.push(null);
  }

  private comment(): void {
    this.open();
    this.push(': still here\n\n');
  }

  private push(text: string): void {
    if (!this.readable.destroyed) this.readable.push(text);
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

const UNEXPECTED = problem(500, 'internal_error', 'Internal error', 'Something went wrong on our side.');
