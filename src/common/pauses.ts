/** How long work runs before it yields to the event loop, in milliseconds. */
const LONGEST_MS = 10;

const waiting: (() => void)[] = [];

/** When long work began in this turn of the event loop; `null` while none has. */
let began: number | null = null;

/**
 * Lets long synchronous work yield, so that the process serves other requests meanwhile. Only one paused piece of work
 * resumes in each iteration of the event loop, so an iteration stays short however many there are. Time is measured for
 * the iteration, not for one piece of work, because many short pieces in a row block the loop as well.
 */
export class Pauses {
  constructor() {
    beginning();
  }

  /** Whether the work should await `next` now. Cheap, but too expensive to check for every character. */
  get isDue(): boolean {
    return performance.now() - beginning() > LONGEST_MS;
  }

  async next(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(resumeNext);
    });
    began = null;
    beginning();
  }
}

function beginning(): number {
  if (began !== null) return began;
  const now = performance.now();
  began = now;
  // Runs after this iteration. By then, work that resumed after a pause may have begun another one.
  setImmediate(() => {
    if (began === now) began = null;
  });
  return now;
}

function resumeNext(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(resumeNext);
}
