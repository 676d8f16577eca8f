import { readFileSync } from 'node:fs';

/** A text as the service handles them, and what a core of 2025 takes for `referenceWork`, in milliseconds. */
const TEXT = 'a "quoted" text 🦊 \u0301 '.repeat(20_000);
const REFERENCE_MS = 3.4;
/** Of shorter turns it does not matter on which machine they were measured. */
const SHORT_MS = 25;

/**
 * Does the work and measures the longest turn of this process's event loop meanwhile: for so long no other request was
 * served. In milliseconds of CPU of the main thread where the system tells them (Linux), so that a busy machine does not
 * count; elsewhere of the clock. On a machine that is slower than the reference as many as that one would have taken. Give requests their bodies as buffers that are made before: what a client in this process
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
    return longest < SHORT_MS ? longest : longest / slowness();
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

/** How many times as long as the reference this machine takes at the moment; at least 1. */
function slowness(): number {
  let least = Infinity;
  for (let run = 0; run < 12; run += 1) {
    const start = performance.now();
    referenceWork();
    least = Math.min(least, performance.now() - start);
  }
  return Math.max(1, least / REFERENCE_MS);
}

function referenceWork(): number {
  const { text } = JSON.parse(JSON.stringify({ text: TEXT })) as { text: string };
  return text.normalize('NFKD').split(' ').length;
}
