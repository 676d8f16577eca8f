// Candidates compared in one run: warmed up, then asked in turn, round after round, so that a slow moment of the machine
// weighs on all of them.
import { CONNECTIONS } from './load.mjs';
import { isFlat, median, pairwise, percentile, spread } from './numbers.mjs';
import { cpuMs, settled } from './process-usage.mjs';

/** Warm is who was within so large a part of its best, so many windows running. */
const FLAT = 0.05;
const FLAT_WINDOWS = 3;
/** Shorter ones tell nothing, in milliseconds. */
const WINDOW_MS = 300;
/** How long a candidate may take to do what it owes after its last answer, in milliseconds. */
const SETTLE_MS = 4_000;

/**
 * @param candidates each with its `name`, the `program` that answers, the `request` it is sent, the name of its
 * `reference` among them, and whether it `owes` work once it has answered, which is waited for and counted
 * @param options `databasePid`, where PostgreSQL is one of ours; `rounds`; `windowMs`, about as long is each asked in a round; `warmUpMs` at most, before the first
 * @returns a case for each: medians over the rounds, and the least and the greatest
 */
export async function compare(
  load,
  candidates,
  { rounds, windowMs, warmUpMs, databasePid, connections = CONNECTIONS },
) {
  const runs = [];
  for (const candidate of candidates) {
    const rps = await warmUp(load, candidate, { windowMs, warmUpMs, connections });
    runs.push({ candidate, amount: (rps * windowMs) / 1000, samples: [] });
  }
  await Promise.all(candidates.map(({ program, owes }) => owes && settled(program.pid, SETTLE_MS)));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < runs.length; turn += 1) {
      const { candidate, amount, samples } = runs[(round + turn) % runs.length];
      samples.push(await sample(load, candidate, { amount, connections, databasePid }));
    }
  }
  const byName = new Map(runs.map((run) => [run.candidate.name, run]));
  return runs.map((run) => toCase(run, byName.get(run.candidate.reference)));
}

/** @returns how many requests a second the warm one answers */
async function warmUp(load, { program, request }, { windowMs, warmUpMs, connections }) {
  const end = performance.now() + warmUpMs;
  const window = Math.max(windowMs / 3, WINDOW_MS) / 1000;
  const seen = [(await load.send(at(program, request), connections, connections)).rps];
  do {
    const { rps } = await load.send(at(program, request), seen.at(-1) * window, connections);
    seen.push(rps);
  } while (performance.now() < end && !(seen.length > FLAT_WINDOWS && isFlat(seen.slice(-FLAT_WINDOWS), FLAT)));
  return seen.at(-1);
}

async function sample(load, { program, request, owes }, { amount, connections, databasePid }) {
  const pids = [program.pid, databasePid];
  const before = pids.map(cpuOf);
  const { rps, times } = await load.send(at(program, request), amount, connections);
  if (owes) await settled(program.pid, SETTLE_MS);
  const [cpuUs, databaseCpuUs] = pids.map((pid, of) => {
    const after = cpuOf(pid);
    return after === null ? null : ((after - before[of]) * 1000) / times.length;
  });
  return { rps, p50: median(times), p99: percentile(times, 0.99), cpuUs, databaseCpuUs };
}

/** `null` where it cannot be told. */
function cpuOf(pid) {
  return pid === undefined ? null : cpuMs(pid);
}

function at(program, request) {
  return { ...request, url: `${program.url}${request.path}` };
}

function toCase({ candidate, samples }, reference) {
  const of = (what, from = samples) => from.map((one) => one[what]);
  const ratios = reference ? pairwise(of('rps'), of('rps', reference.samples), (own, other) => own / other) : [];
  const cpu = of('cpuUs').filter((us) => us !== null);
  const databaseCpu = of('databaseCpuUs').filter((us) => us !== null);
  return {
    name: candidate.name,
    rps: median(of('rps')),
    p50_ms: median(of('p50')),
    p99_ms: median(of('p99')),
    cpu_us: median(cpu),
    database_cpu_us: median(databaseCpu),
    reference: reference?.candidate.name ?? null,
    ratio: median(ratios),
    spread: { rps: spread(of('rps')), p50_ms: spread(of('p50')), cpu_us: spread(cpu), ratio: spread(ratios) },
  };
}
