// What a process takes, as the operating system counts it. Linux only: elsewhere it is `null`.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const hasProc = existsSync('/proc/self/stat');
/** Of /proc/<pid>/stat, which counts in clock ticks. */
const TICK_MS = hasProc ? 1000 / Number(execFileSync('getconf', ['CLK_TCK']).toString()) : 0;
/** How long a process has to do nothing until it is taken for done, in milliseconds: what is noted waits for a second. */
const QUIET_MS = 1_200;
const LOOK_MS = 200;
/** Fields of /proc/<pid>/stat: utime and stime; cutime and cstime. */
const OWN_TIMES = [11, 12];
const CHILDREN_TIMES = [13, 14];
/** Looks in between that may find one tick: timers go on. */
const FIDGETS = 2;

/** CPU time of a process and its children so far, in milliseconds, those that have ended among them. */
export function cpuMs(pid) {
  if (!hasProc) return null;
  const ended = ticks(pid, CHILDREN_TIMES);
  return familyOf(pid).reduce((sum, member) => sum + ticks(member, OWN_TIMES), ended) * TICK_MS;
}

/** Resident memory of a process and its children, in KiB. */
export function residentKb(pid) {
  if (!hasProc) return null;
  const of = (member) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${member}/status`, 'utf8'))[1]);
  return familyOf(pid).reduce((sum, member) => sum + of(member), 0);
}

/** Waits until a process has done what it still owed, for a while at most. */
export async function settled(pid, mostMs) {
  if (!hasProc) return wait(mostMs);
  const end = performance.now() + mostMs;
  for (let quietSince = performance.now(), fidgets = 0, before = cpuMs(pid); performance.now() < end;) {
    await wait(LOOK_MS);
    const now = cpuMs(pid);
    if (now - before > TICK_MS || (now > before && (fidgets += 1) > FIDGETS)) {
      [quietSince, fidgets] = [performance.now(), 0];
    } else if (performance.now() - quietSince >= QUIET_MS) return;
    before = now;
  }
}

/** @returns the process itself and what it has started, and so on */
export function familyOf(pid) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) parents.set(Number(name), Number(statOf(name)?.[1]));
  }
  const family = [pid];
  for (const member of family) for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family;
}

function ticks(pid, which) {
  const fields = statOf(pid);
  return fields ? which.reduce((sum, field) => sum + Number(fields[field]), 0) : 0;
}

/** The fields after the name, which is in parentheses: state, parent, and so on. */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  } catch {
    return undefined; // It ended in between.
  }
}
