// The tables of a run as Markdown. `npm run bench:render -- FILE` prints those of a file that `npm run bench` wrote.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(render(JSON.parse(readFileSync(process.argv[2], 'utf8'))));
}

export function render({ at, machine, mode, cases, goals, skipped }) {
  const { cpu, cores, memory_gib, node, postgres, is_pinned } = machine;
  const pinned = is_pinned ? 'the service on a core of its own' : 'no core of its own for the service';
  const where = `${at}, ${mode}: ${cores} × ${cpu}, ${memory_gib} GiB, Node ${node}, PostgreSQL ${postgres}, ${pinned}.`;
  const left = skipped.map(({ what, why }) => `Not measured: ${what} (${why}).`);
  return `${[where, ...left, '', ...caseTable(cases), '', ...goalTable(goals)].join('\n')}\n`;
}

function caseTable(cases) {
  const rows = cases.map((one) => [
    one.name,
    number(one.rps),
    range(one.spread.rps),
    number(one.p50_ms),
    number(one.p99_ms),
    number(one.cpu_us),
    number(one.database_cpu_us),
    one.ratio === null ? '–' : `${number(one.ratio)}${one.ratio_of ? ' (time)' : ''}`,
    range(one.spread.ratio),
    one.reference ?? '–',
    besides(one),
  ]);
  const head = [
    'case',
    'req/s',
    'least–most',
    'p50, ms',
    'p99, ms',
    'CPU, µs',
    'PostgreSQL, µs',
    'ratio',
    'least–most',
    'to',
    'besides',
  ];
  return table(head, rows);
}

function besides({ added_ms, resident_kb, resident_kb_each, slowest_ratio }) {
  if (added_ms) return `${number(added_ms)} ms more`;
  if (resident_kb_each) return `${number(resident_kb_each)} KiB each, slowest ${number(slowest_ratio)} × the median`;
  return resident_kb ? `${number(resident_kb / 1024)} MiB idle` : '';
}

function goalTable(goals) {
  const adapters = Object.keys(goals[0].measured);
  const rows = goals.map(({ path, goal, measured, holds }) => {
    const verdict = holds === null ? 'not measured' : holds ? 'yes' : 'no';
    return [path, goal, ...adapters.map((adapter) => number(measured[adapter])), verdict];
  });
  return table(['path', 'goal', ...adapters, 'holds'], rows);
}

function table(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, n) => (n === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)];
}

/** Three digits that count. */
function number(value) {
  if (value === null || value === undefined) return '–';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

function range(values) {
  return values ? values.map(number).join('–') : '–';
}
