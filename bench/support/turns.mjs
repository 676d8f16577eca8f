// Jobs that are timed one at a time, in turn, so that a busy moment of the machine hits them all.

/** @param jobs by name; one that gives back a number has timed itself. @returns the times of each in milliseconds, by name */
export async function timeInTurn(jobs, runs, warmUp) {
  const times = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  for (let run = -warmUp; run < runs; run += 1) {
    for (const [name, job] of Object.entries(jobs)) {
      const start = performance.now();
      const own = await job();
      if (run >= 0) times[name].push(own ?? performance.now() - start);
    }
  }
  return times;
}
