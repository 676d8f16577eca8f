import { Injectable } from '@nestjs/common';

/** Knows the requests in flight, so that a stop can wait for them instead of cutting them. */
@Injectable()
export class Drain {
  private inFlight = 0;
  private stopping = false;
  private whenEmpty: (() => void) | null = null;

  get isDraining(): boolean {
    return this.stopping;
  }

  enter(): void {
    this.inFlight += 1;
  }

  leave(): void {
    this.inFlight -= 1;
    if (this.inFlight === 0) this.whenEmpty?.();
  }

  /** Resolves when the last request in flight has been answered. */
  begin(): Promise<void> {
    this.stopping = true;
    if (this.inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => (this.whenEmpty = resolve));
  }
}
