// What an answer takes when there is a hundred or a thousand times as much in the tables. One request at a time.
import { fillCalls, fillResults, MONTH } from '../support/fill.mjs';
import { median, percentile, spread } from '../support/numbers.mjs';
import { startService } from '../support/program.mjs';
import { timeInTurn } from '../support/turns.mjs';
import { askOnce, QUESTION, staged } from './stage.mjs';

const WARM_UP = 20;
const PAGE = 10;
/** So many rows come before the 1,000th page. */
const DEPTH = 9_990;

export function growth(bench) {
  const { growthRows, growthRuns } = bench.plan;
  return staged(bench, async (stage) => {
    const jobs = {};
    const references = {};
    for (const size of growthRows) {
      for (const [what, job] of Object.entries(await jobsAt(bench, stage, size))) {
        jobs[named(what, size)] = job;
        references[named(what, size)] = named(what, growthRows[0]);
      }
    }
    const times = await timeInTurn(jobs, growthRuns, WARM_UP);
    return Object.keys(jobs).map((name) => toCase(name, times, references[name] === name ? null : references[name]));
  });
}

async function jobsAt(bench, stage, size) {
  const { url, headers } = await bench.databases.make('Postgres', async (empty) => {
    await fillCalls(empty, size);
    await fillResults(empty, size, `'alice'`, 1);
  });
  const program = stage.keep(await startService(url, bench.claude.url, bench.guarantees, bench.onFirstCore));
  const service = { program, headers: { ...headers, 'content-type': 'application/json' } };
  const get = (path) => () => askOnce(service, { method: 'GET', path }, [200]).then(() => undefined);
  const deep = await cursorAt(service, DEPTH);
  // Bob's: a stored answer among Alice's. The first time it is a miss.
  const replayed = { ...QUESTION, path: '/analyze/bob' };
  return {
    'history, first page': get('/history/alice'),
    'history, 1,000th page': get(`/history/alice?cursor=${deep}`),
    replay: () => askOnce(service, replayed).then(() => undefined),
    'usage of a month': get(`/usage?${MONTH}`),
  };
}

function named(what, size) {
  return `growth, ${what}, ${size.toLocaleString('en').replaceAll(',', ' ')} rows`;
}

async function cursorAt(service, depth) {
  let cursor = null;
  for (let read = 0; read < depth;) {
    const limit = depth - read >= 10 * PAGE ? 10 * PAGE : PAGE;
    const after = cursor === null ? '' : `&cursor=${cursor}`;
    const page = JSON.parse(
      await askOnce(service, { method: 'GET', path: `/history/alice?limit=${limit}${after}` }, [200]),
    );
    read += page.data.length;
    cursor = page.next_cursor;
  }
  return cursor;
}

function toCase(name, times, reference) {
  const p50_ms = median(times[name]);
  return {
    name,
    rps: null,
    p50_ms,
    p99_ms: percentile(times[name], 0.99),
    cpu_us: null,
    reference,
    ratio: reference && p50_ms / median(times[reference]),
    ratio_of: 'p50_ms',
    spread: { p50_ms: spread(times[name]) },
  };
}
