import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { AppError } from '../common/index.js';
import { type HttpReply, onceClosed } from './http-reply.js';
import { problem, problemOf } from './problem.js';

/** Often enough that no proxy takes a stream for dead, in milliseconds. */
const HEARTBEAT_MS = 15_000;
/** Largest piece of a stored text that is sent as one event, in characters. */
const PIECE = 4096;

/**
 * Server-sent events. Nothing is sent before the first event, so that what fails before it is answered with its own
 * status; what fails later becomes an `error` event. Written at the pace at which the client reads; what it has not
 * read yet is at most the answer.
 */
export class EventStream {
  private readonly readable = new Readable({ read: () => undefined });
  private readonly heartbeat = setInterval(() => this.comment(), HEARTBEAT_MS).unref();
  private isOpen = false;
  private opened: () => void = () => undefined;
  private readonly whenOpen = new Promise<void>((resolve) => (this.opened = resolve));

  constructor(private readonly reply: HttpReply) {
    this.readable.once('close', () => clearInterval(this.heartbeat));
    // Nest takes hold of the stream at its first event; a client may well leave before it.
    onceClosed(reply, () => this.readable.destroy());
  }

  /** @param gone runs when the client leaves before the end */
  onGone(gone: () => void): void {
    this.readable.once('close', () => {
      if (!this.readable.readableEnded) gone();
    });
  }

  /** Headers can be given until the first event. */
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

  /** A text in pieces, cut between characters. */
  sendText(event: string, text: string): void {
    for (let start = 0, end = 0; start < text.length; start = end) {
      end = start + PIECE;
      if (isHighSurrogate(text.charCodeAt(end - 1))) end += 1;
      this.send(event, { text: text.slice(start, end) });
    }
  }

  /**
   * Runs the work that sends the events, and ends the stream with it.
   * @throws what the work throws before its first event
   */
  async run(work: () => Promise<void>): Promise<StreamableFile> {
    const done = work().then(
      () => this.finish(),
      (error: unknown) => this.fail(error),
    );
    await Promise.race([this.whenOpen, done]);
    const file = new StreamableFile(this.readable, { type: 'text/event-stream; charset=utf-8' });
    // A client that leaves is no error of ours; Nest would log it as one.
    file.setErrorLogger(() => undefined);
    return file;
  }

  private fail(error: unknown): void {
    if (!this.isOpen) {
      this.readable.destroy();
      throw error;
    }
    const shown = error instanceof AppError ? problemOf(error) : UNEXPECTED;
    this.send('error', { problem: shown });
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
