import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';

/** Tracks the requests in flight, so that a stop can wait for them. */
@Injectable()
export class Drain {
  private readonly inFlight = new Set<ServerResponse>();
  private lastEndedAt = 0;
  private stopping = false;
  private onEmpty: () => void = () => undefined;

  get isDraining(): boolean {
    return this.stopping;
  }

  /** For how long no request has been in flight, in milliseconds. */
  get idleMs(): number {
    return this.inFlight.size > 0 ? 0 : performance.now() - this.lastEndedAt;
  }

  enter(reply: ServerResponse): void {
    this.inFlight.add(reply);
    if (this.stopping) announceClose(reply);
  }

  leave(reply: ServerResponse): void {
    this.inFlight.delete(reply);
    this.lastEndedAt = performance.now();
    if (this.inFlight.size === 0) this.onEmpty();
  }

  /** From now on, responses tell clients to open a new connection for the next request. */
  begin(): void {
    this.stopping = true;
    this.lastEndedAt = performance.now();
    this.inFlight.forEach(announceClose);
  }

  /** Resolves when no request is in flight. */
  async empty(): Promise<void> {
    if (this.inFlight.size > 0) await new Promise<void>((resolve) => (this.onEmpty = resolve));
  }
}

function announceClose(reply: ServerResponse): void {
  if (!reply.headersSent) reply.setHeader('Connection', 'close');
}
