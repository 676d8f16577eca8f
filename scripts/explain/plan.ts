import type { Bench, Statement } from './bench.js';

export interface Plan {
  readonly lines: readonly string[];
  readonly indexes: readonly string[];
  /** What no query of the service may do. */
  readonly faults: readonly string[];
}

/** Gathering and sorting more rows than this for a page of ten means that the query looks at everything there is. */
const MOST_ROWS_SORTED = 5_000;
const MOST_ROWS_READ = 20_000;

export function planOf(bench: Bench, statement: Statement): Promise<Plan> {
  return bench.dialect === 'postgres' ? postgresPlan(bench, statement) : sqlitePlan(bench, statement);
}

async function sqlitePlan({ dataSource }: Bench, { sql, parameters }: Statement): Promise<Plan> {
  const rows = await dataSource.query<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
  const lines = rows.map(({ detail }) => detail);
  // These are tables of rows; other scans are of what the statement itself has made or been given.
  const faults = lines.filter((line) =>
    /AUTOMATIC|^SCAN ([acdmr]|(result|conversation|message)\w*)\b(?!.*VIRTUAL TABLE INDEX \d+:.)/i.test(line),
  );
  if (lines.some((line) => line.includes('TEMP B-TREE'))) {
    // SQLite does not tell how many rows it sorts: all there would be without the limit.
    const sorted = `SELECT count(*) AS n FROM (${sql.replace(/ LIMIT \d+$/, '')})`;
    const [count] = await dataSource.query<{ n: number }[]>(sorted, parameters);
    if (count && count.n > MOST_ROWS_SORTED) faults.push(`sorts ${count.n} rows`);
  }
  return { lines, faults, indexes: unique(lines.flatMap((line) => sqliteIndex(line, sql))) };
}

function sqliteIndex(line: string, sql: string): string[] {
  const index = /(?:INDEX|KEY) (\w+)/.exec(line)?.[1];
  if (line.includes('VIRTUAL TABLE')) return sql.match(/\b\w+_search\b/) ?? [];
  if (/USING INTEGER PRIMARY KEY/.test(line)) return ['rowid'];
  return index === undefined ? [] : [index];
}

interface PostgresNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PostgresNode[];
}

async function postgresPlan({ dataSource }: Bench, { sql, parameters }: Statement): Promise<Plan> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction(); // ANALYZE runs the statement, so a deletion has to be taken back.
  try {
    const explain = `EXPLAIN (ANALYZE, BUFFERS OFF, FORMAT JSON) ${sql}`;
    const answer = (await runner.query(explain, parameters)) as { 'QUERY PLAN': { Plan: PostgresNode }[] }[];
    const nodes = answer[0]?.['QUERY PLAN'].flatMap(({ Plan }) => flatten(Plan)) ?? [];
    return {
      lines: nodes.map(({ depth, node }) => `${'  '.repeat(depth)}${describe(node)}`),
      indexes: unique(nodes.flatMap(({ node }) => node['Index Name'] ?? [])),
      faults: nodes.filter(({ node }) => isFault(node)).map(({ node }) => describe(node)),
    };
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

function flatten(node: PostgresNode, depth = 0): { node: PostgresNode; depth: number }[] {
  return [{ node, depth }, ...(node.Plans ?? []).flatMap((child) => flatten(child, depth + 1))];
}

function isFault(node: PostgresNode): boolean {
  if (node['Node Type'].includes('Seq Scan')) return true;
  const read = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  // A bitmap is made of places in the table, of which only those wanted are then read.
  if (node['Node Type'] !== 'Bitmap Index Scan' && read * node['Actual Loops'] > MOST_ROWS_READ) return true;
  const sorted = node.Plans?.[0]?.['Actual Rows'] ?? 0;
  return node['Node Type'] === 'Sort' && sorted > MOST_ROWS_SORTED;
}

function describe(node: PostgresNode): string {
  const place = [node['Index Name'], node['Relation Name']].filter(Boolean).join(' on ');
  return `${node['Node Type']} ${place} (${node['Actual Rows']} rows × ${node['Actual Loops']})`.replace(/ {2,}/, ' ');
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
