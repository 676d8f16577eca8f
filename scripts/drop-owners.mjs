// Takes one owner clause at a time out of the repositories and sees whether the isolation tests notice. A clause whose loss
// nobody notices is a hole in the tests, or says twice what another clause says: then it is listed below, with the reason.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BrokenCopy, StaleChangeError } from './support/broken-copy.mjs';
import { ROOT } from './support/packed.mjs';

/** The quick one first: most of what is lost it notices. */
const TESTS = ['test/identity/isolation-repositories', 'test/identity/isolation.e2e'];
const LIMITS = { withinMs: 300_000, testTimeoutMs: 90_000 };

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
  /\}: (Owner|AccessScope|BudgetHolder|LedgerRow)\b/,
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

const copy = new BrokenCopy();

/** @returns whether a test fails; to be looked at where that tells nothing */
async function seen({ file, index, changed }) {
  const lines = copy.read(file).split('\n');
  lines[index] = changed;
  const isNoticed = async (test) => {
    const run = () => copy.test({ tests: [test], projects: ['sqlite'] }, LIMITS);
    return (await copy.changed(file, lines.join('\n'), run)).failed.length > 0;
  };
  try {
    for (const test of TESTS) if (await isNoticed(test)) return 'noticed';
    return 'UNNOTICED';
  } catch (error) {
    if (error instanceof StaleChangeError) return `STALE (${error.message.trim().split('\n')[0]})`;
    throw error;
  }
}

let unnoticed = 0;
for (const mutant of mutants) {
  const said = await seen(mutant);
  if (said !== 'noticed') unnoticed += 1;
  console.log(`${said.padEnd(9)} ${mutant.file}:${mutant.index + 1} without ${mutant.lost}`);
}
console.log(`${mutants.length} owner clauses dropped one by one, ${unnoticed} unnoticed`);
process.exit(unnoticed === 0 ? 0 : 1);
