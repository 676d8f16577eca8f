/** An account's own time, so that a test lets a prompt cache expire without waiting for it. */
export class AdjustableClock {
  private offsetMs = 0;

  nowMs(): number {
    return Date.now() + this.offsetMs;
  }

  advance(ms: number): void {
    this.offsetMs += ms;
  }
}
