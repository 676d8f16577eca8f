import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';

/** Knows the requests in flight, so that a stop can wait for them instead of cutting them. */
@Injectable()
export class Drain {
  private readonly inFlight = new Set<ServerResponse>();
  private lastAt = 0;
  private stopping = false;
  private whenEmpty: () => void = () => undefined;

  get isDraining(): boolean {
    return this.stopping;
  }

  /** For how long no request has been in flight, in milliseconds. */
  get quietMs(): number {
    return this.inFlight.size > 0 ? 0 : performance.now() - this.lastAt;
  }

  enter(reply: ServerResponse): void {
    this.inFlight.add(reply);
    if (this.stopping) sayClose(reply);
  }

  leave(reply: ServerResponse): void {
    this.inFlight.delete(reply);
    this.lastAt = performance.now();
    if (this.inFlight.size === 0) this.whenEmpty();
  }

  /** From now on every answer asks its client to take another connection for the next request. */
  begin(): void {
    this.stopping = true;
    this.lastAt = performance.now();
    this.inFlight.forEach(sayClose);
  }

  /** Resolves when there is no request in flight. */
  async empty(): Promise<void> {
    if (this.inFlight.size > 0) await new Promise<void>((resolve) => (this.whenEmpty = resolve));
  }
}

function sayClose(reply: ServerResponse): void {
  if (!reply.headersSent) reply.setHeader('Connection', 'close');
}
