import { setTimeout as wait } from 'node:timers/promises';

/** How long it still waits when the process is about to end, in milliseconds. */
const LAST_WAIT_MS = 500;

/** Waits so many milliseconds. @throws the signal's reason */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}

/** @throws what `late` says when the work is not done in time, or soon after the signal aborts; the work goes on */
export function within(
  work: Promise<void>,
  milliseconds: number,
  signal: AbortSignal,
  late: () => Error,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const tell = () => reject(late());
    let timer = setTimeout(tell, milliseconds);
    const hurry = () => {
      clearTimeout(timer);
      timer = setTimeout(tell, LAST_WAIT_MS);
    };
    signal.addEventListener('abort', hurry, { once: true });
    if (signal.aborted) hurry();
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', hurry);
    });
  });
}
