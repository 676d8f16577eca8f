// From the start of the process to its first answer that it is ready, on SQLite, and what it takes while nobody asks.
import { setTimeout as wait } from 'node:timers/promises';
import { median, percentile, spread } from '../support/numbers.mjs';
import { residentKb } from '../support/process-usage.mjs';
import { staged } from './stage.mjs';

export async function start(bench) {
  const { starts, idleMs } = bench.plan;
  const seen = new Map(bench.some.map((adapter) => [adapter, []]));
  for (let run = 0; run < starts; run += 1) {
    for (const adapter of bench.some) seen.get(adapter).push(await startOnce(bench, adapter, idleMs));
  }
  return bench.some.map((adapter) => {
    const times = seen.get(adapter).map(({ ms }) => ms);
    const resident = seen.get(adapter).map(({ kb }) => kb);
    return {
      name: `start, SQLite, ${adapter}`,
      rps: null,
      p50_ms: median(times),
      p99_ms: percentile(times, 0.99),
      cpu_us: null,
      reference: null,
      ratio: null,
      resident_kb: median(resident),
      spread: { p50_ms: spread(times), resident_kb: spread(resident) },
    };
  });
}

function startOnce(bench, adapter, idleMs) {
  return staged(bench, async (stage) => {
    const { program } = await stage.service({ adapter, dialect: 'SQLite' });
    const asked = performance.now();
    const answer = await fetch(`${program.url}/health/ready`);
    if (!answer.ok) throw new Error(`/health/ready answered ${answer.status}`);
    const ms = program.startedMs + performance.now() - asked;
    await wait(idleMs);
    return { ms, kb: residentKb(program.pid) };
  });
}
