/** For how long work goes on before it lets other work go on, in milliseconds. */
const LONGEST_MS = 10;

const waiting: (() => void)[] = [];

/** When long work began in this turn of the event loop; `null` while none has. */
let began: number | null = null;

/**
 * Lets long work pause, so that the process serves other requests meanwhile. Of all the work that pauses one goes on in
 * each turn of the event loop: however many long texts come at once, a turn is as long as one stretch of one of them.
 * The time counts for the turn, not for one piece of work: twenty short pieces in a row are long work, too.
 */
export class Pauses {
  constructor() {
    beginning();
  }

  /** Whether the turn has gone on for so long that the work has to wait for `next` now. Cheap, but not for every character. */
  get isDue(): boolean {
    return performance.now() - beginning() > LONGEST_MS;
  }

  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(goOn);
    });
    began = null;
    beginning();
  }
}

function beginning(): number {
  if (began !== null) return began;
  const now = performance.now();
  began = now;
  // Runs when this turn is over. By then another one may have begun: one that goes on after a pause.
  setImmediate(() => {
    if (began === now) began = null;
  });
  return now;
}

function goOn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(goOn);
}
