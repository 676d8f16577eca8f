/**
 * Does the same again and again, every so many milliseconds, while the process lives. A round that still waits for the
 * database is not overtaken by the next one: rounds must not take the pool's connections.
 */
export class PeriodicJob {
  private timer: NodeJS.Timeout | undefined;
  private isBusy = false;

  /** @param failed hears that a round failed; the next one comes all the same */
  constructor(
    private readonly everyMs: number,
    private readonly round: () => Promise<void>,
    private readonly failed: () => void,
  ) {}

  /** The first round is after the first interval. */
  start(): void {
    this.timer = setInterval(() => void this.go(), this.everyMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** A round out of turn. It never fails. */
  async go(): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await this.round();
    } catch {
      this.failed();
    } finally {
      this.isBusy = false;
    }
  }
}
