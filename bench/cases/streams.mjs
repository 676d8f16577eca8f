// How much later the first token comes than from Claude directly; and many streams open at once: the service's memory
// for each, and how evenly they end. The simulated Claude here is that of the tests, which streams.
import { median, pairwise, percentile, spread } from '../support/numbers.mjs';
import { residentKb } from '../support/process-usage.mjs';
import { startClaude } from '../support/program.mjs';
import { openStreams, timeToFirst } from '../support/stream-clients.mjs';
import { timeInTurn } from '../support/turns.mjs';
import { CLAUDE_QUESTION, QUESTION, staged } from './stage.mjs';

const WARM_UP_AT_ONCE = 100;
const SHORT = { text: 'word '.repeat(8), chunk_delay_ms: 5 };
/** How much of a text comes in an event, in characters. */
const PIECE = 8;
const CHUNK_DELAY_MS = 100;
const DIRECTLY = 'first token, Claude directly';

export function firstToken(bench) {
  return staged(bench, async (stage) => {
    const claude = stage.keep(await startClaude(SHORT));
    const asked = { ...CLAUDE_QUESTION, body: { ...CLAUDE_QUESTION.body, stream: true } };
    const directly = { ...asked, url: claude.url + asked.path };
    const jobs = { [DIRECTLY]: () => timeToFirst(directly, 'content_block_delta') };
    for (const adapter of bench.some) {
      const service = await stage.service({ adapter, dialect: 'Postgres', claudeUrl: claude.url });
      jobs[`first token, ${service.name}`] = () => timeToFirst(streamed(service), 'result.delta');
    }
    const times = await timeInTurn(jobs, bench.plan.firstTokens, bench.plan.firstTokenWarmUp);
    return Object.entries(times).map(([name, own]) => toCase(name, own, name === DIRECTLY ? null : times[DIRECTLY]));
  });
}

export function streams(bench) {
  return staged(bench, async (stage) => {
    const claude = stage.keep(await startClaude(lasting(bench.plan.streamMs)));
    const cases = [];
    for (const adapter of bench.some) {
      for (const dialect of bench.plan.isFull ? ['Postgres', 'SQLite'] : ['Postgres']) {
        const atOnceAll = String(bench.plan.streams);
        const env = { CLAUDE_MAX_CONCURRENCY: atOnceAll, CLAUDE_USER_CONCURRENCY: atOnceAll };
        const service = await stage.service({ adapter, dialect, claudeUrl: claude.url, env });
        cases.push(await atOnce(service, bench.plan.streams));
      }
    }
    return cases;
  });
}

/** Has to be long enough that the last stream begins before the first one ends. */
function lasting(ms) {
  return { text: 'x'.repeat((PIECE * ms) / CHUNK_DELAY_MS), chunk_delay_ms: CHUNK_DELAY_MS };
}

function streamed({ program, headers }) {
  const body = { ...QUESTION.body, stream: true, cache: 'off' };
  return { url: program.url + QUESTION.path, headers, body };
}

async function atOnce(service, count) {
  await openStreams(streamed(service), Math.min(WARM_UP_AT_ONCE, count));
  const before = residentKb(service.program.pid);
  let open = before;
  const { times, failures } = await openStreams(
    streamed(service),
    count,
    () => (open = residentKb(service.program.pid)),
  );
  if (failures.length > 0) throw new Error(`${failures.length} of ${count} streams failed, such as ${failures[0]}`);
  return {
    name: `${count} streams, ${service.name}`,
    rps: null,
    p50_ms: median(times),
    p99_ms: percentile(times, 0.99),
    cpu_us: null,
    reference: null,
    ratio: null,
    resident_kb: open,
    resident_kb_each: (open - before) / count,
    slowest_ratio: Math.max(...times) / median(times),
    spread: { p50_ms: spread(times) },
  };
}

function toCase(name, times, reference) {
  return {
    name,
    rps: null,
    p50_ms: median(times),
    p99_ms: percentile(times, 0.99),
    cpu_us: null,
    reference: reference && DIRECTLY,
    ratio: reference && median(times) / median(reference),
    ratio_of: 'p50_ms',
    added_ms: reference && median(pairwise(times, reference, (own, other) => own - other)),
    spread: { p50_ms: spread(times) },
  };
}
