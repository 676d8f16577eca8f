import type { Bench, Query } from './bench.js';
import { planOf } from './plan.js';

export interface Finding {
  readonly name: string;
  readonly indexes: readonly string[];
  readonly faults: readonly string[];
  readonly lines: readonly string[];
}

/** How much dearer than the first page any other page may be, in medians. */
const MOST_RATIO = 1.3;
const DEEP_PAGES = [
  { page: 'history, page after row 10,000', first: 'history, first page' },
  { page: 'history, last page', first: 'history, first page' },
  { page: 'conversations, page after row 90,000', first: 'conversations, first page' },
];

/** Asks a query once and explains every statement that it sends. */
export async function examine(bench: Bench, query: Query): Promise<Finding> {
  let rows = 0;
  const statements = await bench.recorder.during(async () => (rows = await query.ask()));
  const plans = [];
  for (const statement of statements) plans.push(await planOf(bench, statement));
  const indexes = [...new Set(plans.flatMap((plan) => plan.indexes))];
  const faults = plans.flatMap((plan) => plan.faults);
  if (rows !== query.rows) faults.push(`${rows} rows instead of ${query.rows}`);
  if (statements.length === 0) faults.push('sent no statement');
  const strange = indexes.filter((name) => !isPrimary(name) && !query.uses.includes(name));
  if (strange.length > 0) faults.push(`uses ${strange.join()}`);
  if (!query.uses.some((name) => (name === 'primary' ? indexes.some(isPrimary) : indexes.includes(name)))) {
    faults.push(`uses none of ${query.uses.join()}`);
  }
  return { name: query.name, indexes, faults, lines: plans.flatMap((plan) => plan.lines) };
}

/** Median milliseconds of each query. They take turns, so that a busy moment of the machine hits them all. */
export async function measure(queries: readonly Query[], runs: number): Promise<ReadonlyMap<string, number>> {
  const times = new Map(queries.map(({ name }) => [name, [] as number[]]));
  for (let run = -3; run < runs; run += 1) {
    for (const { name, ask } of queries) {
      const start = performance.now();
      await ask();
      // The first rounds only warm the caches.
      if (run >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

/** @returns how many faults there are. */
export function report(
  dialect: string,
  rows: number,
  findings: readonly Finding[],
  medians: ReadonlyMap<string, number>,
): number {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  print(`\n## ${dialect}, ${rows.toLocaleString('en')} rows\n\n| query | index | median ms |\n| --- | --- | ---: |`);
  for (const { name, indexes, faults } of findings) {
    print(`| ${name}${faults.length > 0 ? ' **WRONG**' : ''} | ${indexes.join(', ')} | ${ms(medians.get(name))} |`);
  }
  let count = 0;
  for (const { page, first } of DEEP_PAGES) {
    const ratio = (medians.get(page) ?? NaN) / (medians.get(first) ?? NaN);
    print(`\n${page} / first page: ${ratio.toFixed(2)} (at most ${MOST_RATIO})`);
    if (!(ratio <= MOST_RATIO)) count += 1;
  }
  for (const { name, faults, lines } of findings) {
    if (faults.length === 0) continue;
    count += faults.length;
    print(`\n${dialect}: ${name}: ${faults.join('; ')}\n${lines.map((line) => `    ${line}`).join('\n')}`);
  }
  return count;
}

function isPrimary(name: string): boolean {
  return name === 'rowid' || name.startsWith('pk_') || /^PK_|^sqlite_autoindex_|_pkey$/.test(name);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function ms(value = NaN): string {
  return value.toFixed(2);
}
