import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serviceDataSourceOptions } from '../src/app/data-source-options.js';
import type { Dialect } from '../src/database/index.js';
import { type Bench, openBench } from './explain/bench.js';
import { fillPostgres } from './explain/fill-postgres.js';
import { fillSqlite } from './explain/fill-sqlite.js';
import { queries } from './explain/queries.js';
import { examine, measure, report } from './explain/report.js';

/**
 * Proves on a large database that every query of the service uses the index made for it, and that a page deep in a
 * history costs what the first one does. Exit 1 when that is not so.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '60' },
      database: { type: 'string', default: 'both' },
    },
  });
  const rows = Number(values.rows);
  let faults = 0;
  if (values.database !== 'postgres')
    faults += await onSqlite((bench) => explain(bench, rows, Number(values.runs)), rows);
  if (values.database !== 'sqlite')
    faults += await onPostgres((bench) => explain(bench, rows, Number(values.runs)), rows);
  return faults === 0 ? 0 : 1;
}

type Job = (bench: Bench) => Promise<number>;

async function onSqlite(job: Job, rows: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-explain-'));
  try {
    const file = join(folder, 'explain.db');
    return await onDatabase('sqlite', `sqlite:${file}`, () => Promise.resolve(fillSqlite(file, rows)), job);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgres(job: Job, rows: number): Promise<number> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { startPostgres } = require('../test/support/postgres-server.cjs') as {
    startPostgres: () => Promise<{ url: string; stop: () => Promise<void> }>;
  };
  const server = await startPostgres();
  try {
    return await onDatabase('postgres', server.url, () => fillPostgres(server.url, rows), job);
  } finally {
    await server.stop();
  }
}

async function onDatabase(dialect: Dialect, url: string, fill: () => Promise<void>, job: Job): Promise<number> {
  const options = serviceDataSourceOptions(url);
  if (!options) throw new Error(`no database: ${url}`);
  await (await openBench(dialect, options)).dataSource.destroy(); // The migrations come before the rows.
  const start = performance.now();
  await fill();
  process.stdout.write(`\n${dialect}: filled in ${Math.round((performance.now() - start) / 1000)} s\n`);
  const bench = await openBench(dialect, options);
  try {
    return await job(bench);
  } finally {
    await bench.dataSource.destroy();
  }
}

async function explain(bench: Bench, rows: number, runs: number): Promise<number> {
  const asked = await queries(bench, rows);
  const findings = [];
  for (const query of asked) findings.push(await examine(bench, query));
  const medians = await measure(asked, runs);
  return report(bench.dialect, rows, findings, medians);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
