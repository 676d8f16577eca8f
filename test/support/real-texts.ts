import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const WANTED = /^(readme|license|licence|changelog|history|notice)(\.(md|txt|markdown))?$/i;
const FIXTURE = join(ROOT, 'test/fixtures/scripts.txt');

/** As many characters as a text may have, counted as the service counts them. */
const LONGEST = 200_000;
const LONG_ONES = 4;

/** Texts that people wrote, not we: the same ones in every run on the same dependencies, each once. */
export function realTexts(count: number): string[] {
  const texts = new Set<string>();
  const long: string[] = [];
  for (const path of documentsBelow(join(ROOT, 'node_modules'))) {
    const text = readText(path);
    if (text === null || texts.has(text)) continue;
    const length = [...text].length;
    if (length >= 1 && length <= LONGEST && texts.size < count) texts.add(text);
    if (long.length < LONG_ONES * 200) long.push(text);
  }
  for (const text of readFileSync(FIXTURE, 'utf8').split('\n---\n')) texts.add(text);
  for (const text of longTexts(long)) texts.add(text);
  return [...texts];
}

/** Documents one after another, cut where the service's limit is and never inside a code point. */
function longTexts(parts: readonly string[]): string[] {
  return Array.from({ length: LONG_ONES }, (_, n) => {
    const own = parts.filter((_text, index) => index % LONG_ONES === n).join('\n\n');
    return [...own].slice(0, LONGEST - n).join('');
  });
}

/** The files in question of each package, in the order of their paths. */
function* documentsBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && WANTED.test(entry.name)) yield path;
    // A package, or a scope with packages in it; what is deeper inside a package is its own business.
    else if (entry.isDirectory() && !entry.name.startsWith('.') && isPackagePlace(folder, entry.name)) {
      yield* documentsBelow(path);
    }
  }
}

function isPackagePlace(folder: string, name: string): boolean {
  const below = folder.split('node_modules').at(-1) ?? '';
  return below === '' || (/^[/\\]@[^/\\]+$/.test(below) && !name.startsWith('@'));
}

/** `null` for what JSON in UTF-8 cannot carry into every database. */
function readText(path: string): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    return text.includes('\u0000') || text.trim() === '' ? null : text;
  } catch {
    return null;
  }
}
