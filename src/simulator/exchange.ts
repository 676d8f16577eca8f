import { type ServerResponse } from 'node:http';

import { type JournalEntry } from './journal.js';
import { type SimulatedError } from './simulated-error.js';
import { type SimulatorOutcome } from './simulator-step.js';

type Headers = Readonly<Record<string, string | number>>;

/** The response to one request, and its entry in the journal. */
export class Exchange {
  private isSettled = false;

  constructor(
    private readonly res: ServerResponse,
    private readonly entry: JournalEntry,
    private readonly onSettled: () => void,
  ) {
    res.once('close', () => this.settle('client_closed'));
  }

  get requestId(): string {
    return this.entry.request_id;
  }

  get isOpen(): boolean {
    return !this.res.closed && !this.res.destroyed;
  }

  update(change: Partial<Pick<JournalEntry, 'outcome' | 'usage'>>): void {
    if (!this.isSettled) Object.assign(this.entry, change);
  }

  begin(status: number, headers: Headers): void {
    this.entry.status = status;
    this.res.writeHead(status, { 'request-id': this.requestId, ...headers });
  }

  sendJson(status: number, body: string, headers: Headers = {}): void {
    this.begin(status, { ...jsonHeaders(body), ...headers });
    this.finish('answered', body);
  }

  sendError(error: SimulatedError, headers: Headers = {}): void {
    this.sendJson(error.status, error.toBody(this.requestId), headers);
  }

  /** Waits if the client reads slowly. */
  async write(chunk: string | Buffer): Promise<void> {
    if (this.res.write(chunk)) return;
    await new Promise((resolve) => this.res.once('drain', resolve));
  }

  /** Updates the journal before sending the last byte, so that a client that has the reply finds its entry. */
  finish(outcome: SimulatorOutcome, chunk?: string | Buffer): void {
    this.settle(outcome);
    this.res.end(chunk);
  }

  /** Sends what has been written so far, then closes the connection. */
  cut(): void {
    this.settle('cut');
    if (this.entry.status !== null) this.res.flushHeaders();
    this.res.socket?.destroySoon();
  }

  private settle(outcome: SimulatorOutcome): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.entry.outcome = outcome;
    this.onSettled();
  }
}

export function jsonHeaders(body: string): Headers {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
}
