// What is to hold, and whether it did in a run. A goal holds when it does on one of the adapters.
/**
 * Peers that a run did not measure, as parts of a reference that it did: what they managed beside it when all of them were
 * measured in one run, on two cores with 32 connections. The lesson: FastAPI, SQLAlchemy, SQLite, a client per request.
 */
const CITED = {
  lessonReplay: { part: 376 / 9_535, of: 'replay, node:http' },
  lessonMiss: { part: 16 / 10_067, of: 'miss, Claude directly' },
  portkey: { part: 246 / 10_067, of: 'miss, Claude directly' },
};
const HISTORY = /^history of [\d,]+ rows, Postgres, /;

const ALL = [
  atLeast('replay, Postgres', 0.7, '× node:http + pg by hand', (run, a) => run.ratio(`replay, Postgres, ${a}`)),
  atLeast('replay, Postgres', 1, '× node:http + pg by hand', (run, a) => run.ratio(`replay, Postgres, ${a}`)),
  atLeast('replay, Postgres', 10, '× the lesson', (run, a) => run.times(`replay, Postgres, ${a}`, CITED.lessonReplay)),
  atLeast('replay, SQLite', 1, '× the same on Postgres', (run, a) =>
    run.quotient(run.find(`replay, SQLite, ${a}`)?.rps, run.find(`replay, Postgres, ${a}`)?.rps),
  ),
  ...[2, 5].map((factor) =>
    atLeast('miss at 0 ms, Postgres', factor, '× Portkey', (run, a) => {
      const portkey = run.largest('miss, Portkey ');
      const own = `miss, Postgres, ${a}`;
      return portkey ? run.quotient(run.find(own)?.rps, portkey.rps) : run.times(own, CITED.portkey);
    }),
  ),
  atLeast('miss at 0 ms, Postgres', 20, '× the lesson', (run, a) =>
    run.times(`miss, Postgres, ${a}`, CITED.lessonMiss),
  ),
  atLeast('miss at 0 ms, Postgres', 0.4, '× the same statements by hand', (run, a) =>
    run.ratio(`miss, Postgres, ${a}`),
  ),
  atMost(
    'miss at 50 ms',
    5,
    'ms more than Claude directly',
    (run, a) => run.find(`miss at 50 ms, Postgres, ${a}`)?.added_ms,
  ),
  atLeast(
    'history, last 10',
    0.6,
    '× node:http + pg by hand',
    (run, a) => run.cases.find(({ name, ratio }) => HISTORY.test(name) && name.endsWith(a) && ratio !== null)?.ratio,
  ),
  ...['history, first page', 'history, 1,000th page', 'replay', 'usage of a month'].map((what) =>
    atMost(`growth, ${what}`, 1.3, '× the time with 10 000 rows', (run) => run.largest(`growth, ${what}, `)?.ratio),
  ),
  atMost('streams', 5, 'ms later the first token', (run, a) => run.find(`first token, Postgres, ${a}`)?.added_ms),
  atMost(
    'streams',
    100,
    'KiB resident each',
    (run, a) => run.largest('', ` streams, Postgres, ${a}`)?.resident_kb_each,
  ),
  atMost(
    'streams',
    2,
    '× the median the slowest',
    (run, a) => run.largest('', ` streams, Postgres, ${a}`)?.slowest_ratio,
  ),
  atMost('audit on against off', 1.1, '× the CPU of a replay', (run, a) =>
    run.quotient(run.find(`replay, Postgres, ${a}`)?.cpu_us, run.find(`replay without audit, Postgres, ${a}`)?.cpu_us),
  ),
  atLeast('two processes', 1.7, '× one on replays', (run, a) => run.find(`replay, two processes, ${a}`)?.ratio),
  atMost('start to ready, SQLite', 1_500, 'ms', (run, a) => run.find(`start, SQLite, ${a}`)?.p50_ms),
  atMost('idle, SQLite', 150, 'MiB resident', (run, a) =>
    run.quotient(run.find(`start, SQLite, ${a}`)?.resident_kb, 1024),
  ),
];

/**
 * @param cases what a run measured
 * @returns for each goal its `path` and the `goal` in words, what was `measured` on each adapter (`null` where nothing
 * was), and whether it `holds` (`null` where nothing was measured)
 */
export function judge(cases, adapters) {
  const run = reading(cases);
  return ALL.map(({ path, sign, bound, unit, measure, isMet }) => {
    const measured = Object.fromEntries(adapters.map((adapter) => [adapter, measure(run, adapter) ?? null]));
    const known = Object.values(measured).filter((value) => value !== null);
    return { path, goal: `${sign} ${bound} ${unit}`, measured, holds: known.length === 0 ? null : known.some(isMet) };
  });
}

function atLeast(path, bound, unit, measure) {
  return { path, sign: '≥', bound, unit, measure, isMet: (value) => value >= bound };
}

function atMost(path, bound, unit, measure) {
  return { path, sign: '≤', bound, unit, measure, isMet: (value) => value <= bound };
}

function reading(cases) {
  const find = (name) => cases.find((one) => one.name === name);
  const quotient = (one, other) => (one && other ? one / other : null);
  return {
    cases,
    find,
    quotient,
    ratio: (name) => find(name)?.ratio,
    /** How many times a cited peer. */
    times: (name, { part, of }) => quotient(quotient(find(name)?.rps, find(of)?.rps), part),
    /** The last one is that of the most rows, or streams. */
    largest: (begin, end = '') => cases.findLast(({ name }) => name.startsWith(begin) && name.endsWith(end)),
  };
}
