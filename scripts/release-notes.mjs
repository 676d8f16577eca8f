// Prints what the changelog says of a version: `node scripts/release-notes.mjs 0.1.0`. It fails unless package.json has that version.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const [version] = process.argv.slice(2);

/** @throws what is missing before the version can be published */
function notesOf(wanted) {
  const { version: packed } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (wanted !== packed) throw new Error(`package.json has version ${packed}, not ${wanted}`);
  const sections = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`[${wanted}] - `));
  if (section === undefined) throw new Error(`CHANGELOG.md has no section "## [${wanted}] - DATE"`);
  return section.slice(section.indexOf('\n')).trim();
}

try {
  console.log(notesOf(version));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
