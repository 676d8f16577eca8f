/** For how long work goes on before it lets other work go on, in milliseconds. */
const LONGEST_MS = 10;

const waiting: (() => void)[] = [];

/**
 * Lets long work pause, so that the process serves other requests meanwhile. Of all the work that pauses one goes on in
 * each turn of the event loop: however many long texts come at once, a turn is as long as one stretch of one of them.
 */
export class Pauses {
  private since = performance.now();

  /** Whether the work has gone on for so long that it has to wait for `next` now. Cheap, but not for every character. */
  get isDue(): boolean {
    return performance.now() - this.since > LONGEST_MS;
  }

  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(goOn);
    });
    this.since = performance.now();
  }
}

function goOn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(goOn);
}
