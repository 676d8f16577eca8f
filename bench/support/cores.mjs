// Where the platform has taskset and a second core: what is measured has the first core to itself; the load, the
// database, the simulated Claude and the benchmark share the others.
import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export const CORES = availableParallelism();
export const isPinned = CORES > 1 && spawnSync('taskset', ['--version']).status === 0;

/** What a command line begins with that is to run on the first core alone. */
export const ON_FIRST_CORE = isPinned ? ['taskset', '-c', '0'] : [];
/** The same for all cores, from a process that has left the first one. */
export const ON_ALL_CORES = isPinned ? ['taskset', '-c', `0-${CORES - 1}`] : [];

/** Leaves the first core, together with every process started from now on. */
export function leaveFirstCore() {
  if (isPinned) execFileSync('taskset', ['-a', '-c', '-p', `1-${CORES - 1}`, String(process.pid)], { stdio: 'ignore' });
}
