// Takes one owner clause at a time out of the repositories and sees whether the isolation tests notice. A clause whose loss
// nobody notices is a hole in the tests, or says twice what another clause says: then it is listed below, with the reason.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** The quick one first: most of what is lost it notices. */
const TESTS = ['test/isolation-repositories', 'test/isolation.e2e'];

/** What may stand for an owner in a query, and what it is when it is gone. */
const CLAUSES = [
  [/\b(\w+\.)?(tenantId|userId|tenant_id|user_id) = :(tenantId|userId)\b/g, '1 = 1'],
  [/\b(\w+\.)?(tenant_id|user_id) = (\$\d+|\?|\$\{[^}]+\})/g, '1 = 1'],
  [/ AND \w+\.tenant_id = excluded\.tenant_id/g, ''],
  [/(?<=\{[^{}]*)\b(tenantId|userId)(: [\w.]+)?, (?=[^{}]*\})/g, ''],
  [/(?<=\{[^{}]*), (tenantId|userId)(: [\w.]+)?(?= \})/g, ''],
  [/\.\.\.(ownerOf\(owner\)|owner), /g, ''],
];

/** Lines that take an owner apart, make a row or only pass values on: no clause of a query is in them. */
const NO_CLAUSE = [
  /\}: (Owner|Reach|BudgetHolder|LedgerRow)\b/,
  /\} = \w+;|db\.insert|insertRows|INSERT INTO|setParameters/,
  /const (row|first)\b|rows\.map|holder: \{|\.\.\.entry/,
  /^import |^\s*(\/\/|\*|\/\*)/,
];

/** Clauses that say again what another one has made sure of. */
const SAID_TWICE = [/db\.delete\(Message, .* conversationId: id/];

const repositories = readdirSync(join(ROOT, 'src'), { recursive: true })
  .filter((name) => /(\.repository|usage-sources|journal-spend|result-queries|erasable-\w+)\.ts$/.test(name))
  .map((name) => join('src', name));

const mutants = repositories.flatMap((file) => {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if ([...NO_CLAUSE, ...SAID_TWICE].some((rule) => rule.test(line))) return [];
    // Beside a clause in SQL an object holds its parameters.
    const clauses = line.includes(':tenantId') ? CLAUSES.slice(0, 1) : CLAUSES;
    return clauses.flatMap(([clause, instead]) =>
      [...line.matchAll(clause)].map((match) => {
        const changed = line.slice(0, match.index) + instead + line.slice(match.index + match[0].length);
        return { file, index, line: line.trim(), changed, lost: match[0].trim() };
      }),
    );
  });
});

function isNoticed({ file, index, changed }) {
  const path = join(ROOT, file);
  const source = readFileSync(path, 'utf8');
  const lines = source.split('\n');
  lines[index] = changed;
  writeFileSync(path, lines.join('\n'));
  try {
    const jest = ['node_modules/jest/bin/jest.js', '--selectProjects', 'sqlite', '--bail', '--silent', '--'];
    return TESTS.some((test) => spawnSync(process.execPath, [...jest, test], { cwd: ROOT }).status !== 0);
  } finally {
    writeFileSync(path, source);
  }
}

let unnoticed = 0;
for (const mutant of mutants) {
  const noticed = isNoticed(mutant);
  if (!noticed) unnoticed += 1;
  console.log(`${noticed ? 'noticed  ' : 'UNNOTICED'} ${mutant.file}:${mutant.index + 1} without ${mutant.lost}`);
}
console.log(`${mutants.length} owner clauses dropped one by one, ${unnoticed} unnoticed`);
process.exitCode = unnoticed === 0 ? 0 : 1;
