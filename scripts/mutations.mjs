// Breaks the code once or more for each promise of Reprise's (scripts/mutations/table.mjs) and sees whether a part of
// `npm test` notices. It prints which test did. A change that nobody notices is a promise that nothing proves.
//   --only 3,7  the changes for these promises
//   --unbroken  the same tests on the code as it is: all of them must pass
//   --within 85 seconds that the tests of a change may take
import { parseArgs } from 'node:util';
import { MUTATIONS, PROMISES } from './mutations/table.mjs';
import { BrokenCopy, StaleChangeError } from './support/broken-copy.mjs';

/** For a test that waits in vain, in milliseconds. */
const TEST_TIMEOUT_MS = 20_000;
/** As many of the tests that noticed as are named. */
const NAMED = 2;

const { values } = parseArgs({
  options: { only: { type: 'string' }, unbroken: { type: 'boolean' }, within: { type: 'string', default: '85' } },
});
const limits = { withinMs: Number(values.within) * 1000, testTimeoutMs: TEST_TIMEOUT_MS };
const only = values.only?.split(',').map(Number) ?? Object.keys(PROMISES).map(Number);
const copy = new BrokenCopy();

/** @throws StaleChangeError unless the old text is there exactly once */
function changedSource({ file, from, to }) {
  const [before, after, ...more] = copy.read(file).split(from);
  if (after === undefined || more.length > 0) throw new StaleChangeError('what is to be replaced is not there once');
  return values.unbroken ? before + from + after : before + to + after;
}

/** @returns whether it went as it should, and what to say of it */
async function tried(mutation) {
  try {
    const source = changedSource(mutation);
    const { passed, failed, isLate } = await copy.changed(
      mutation.file,
      source,
      () => copy.test(mutation, limits),
      mutation,
    );
    const late = `**did not end within ${values.within} s**`;
    if (values.unbroken) {
      const isFine = failed.length === 0 && !isLate;
      return { isFine, said: isFine ? `${passed.length} tests pass` : isLate ? late : list(failed) };
    }
    if (failed.length > 0) return { isFine: true, said: list(failed) };
    return { isFine: false, said: isLate ? late : '**unnoticed**' };
  } catch (error) {
    if (!(error instanceof StaleChangeError)) throw error;
    return { isFine: false, said: `**stale**: ${error.message.trim().split('\n')[0]}` };
  }
}

function list(names) {
  const more = names.length > NAMED ? [`${names.length - NAMED} more`] : [];
  return [...names.slice(0, NAMED).map((name) => `“${name}”`), ...more].join('; ').replaceAll('|', '\\|');
}

console.log('| Promise | What was broken | What noticed | Seconds |\n| --- | --- | --- | ---: |');
let faults = 0;
for (const mutation of MUTATIONS.filter(({ promise }) => only.includes(promise))) {
  const start = performance.now();
  const { isFine, said } = await tried(mutation);
  if (!isFine) faults += 1;
  const seconds = Math.round((performance.now() - start) / 1000);
  const words = `${mutation.promise}. ${PROMISES[mutation.promise]}`;
  console.log(`| ${words} | ${mutation.broken} | ${said} | ${seconds} |`);
}
process.exit(faults === 0 ? 0 : 1);
