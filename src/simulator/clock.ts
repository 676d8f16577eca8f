/** An account's clock. A test can advance it to expire prompt caches. */
export class AdjustableClock {
  private offsetMs = 0;

  nowMs(): number {
    return Date.now() + this.offsetMs;
  }

  advance(ms: number): void {
    this.offsetMs += ms;
  }
}
