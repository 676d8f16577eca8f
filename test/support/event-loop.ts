import { readFileSync } from 'node:fs';

/**
 * Does the work and measures the longest turn of this process's event loop meanwhile: for so long no other request was
 * served. In milliseconds of CPU of the main thread where the system tells them (Linux), so that a busy machine does not
 * count; elsewhere of the clock. Give requests their bodies as buffers that are made before: what a client in this process
 * does is measured too.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = threadMs();
  const timer = setInterval(() => {
    const now = threadMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  try {
    await work();
    // The turn in which the work ended.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return longest;
  } finally {
    clearInterval(timer);
  }
}

function threadMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}
