import { type Owner, sha256 } from '../common/index.js';
import type { HideWord } from './search-index.js';

const MAX_TERM_LENGTH = 64;

/** PostgreSQL refuses a `tsvector` over 1 MiB; a text with more different words than fit here is indexed up to them. */
const MAX_TERMS_BYTES = 900_000;

/** The same bound where each word is hidden, and then up to 13 characters long. */
const MAX_HIDDEN_TERMS = 69_000;

/** Scripts whose words are not set apart by spaces, or whose words carry their grammar with them. */
const DENSE = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const DENSE_RUN = `[${DENSE}][${DENSE}\\p{M}]*`;
const SPACED_RUN = `(?:(?![${DENSE}])[\\p{L}\\p{N}\\p{M}])+`;
const RUNS = new RegExp(`${DENSE_RUN}|${SPACED_RUN}|\\p{Extended_Pictographic}`, 'gu');
const IS_DENSE = new RegExp(`^[${DENSE}]`, 'u');
const ACCENTS = /\p{Diacritic}/gu;

/**
 * The words a text is found by, each once, the same on SQLite and PostgreSQL and for any script: lower-case, without
 * accents, an emoji a word of its own. Scripts written without spaces are cut into characters and overlapping pairs,
 * the usual way to search them without a dictionary (as Lucene's CJKAnalyzer does).
 */
export function documentTerms(text: string): string[] {
  const terms = new Set<string>();
  let bytes = 0;
  for (const run of runs(text)) {
    for (const term of IS_DENSE.test(run) ? [...run, ...pairs(run)] : [run.slice(0, MAX_TERM_LENGTH)]) {
      if (terms.has(term)) continue;
      bytes += Buffer.byteLength(term);
      if (bytes > MAX_TERMS_BYTES) return [...terms];
      terms.add(term);
    }
  }
  return [...terms];
}

/** The words a document must have, all of them; none when the query holds no letter, digit or emoji. */
export function queryTerms(query: string): string[] {
  return [
    ...new Set(runs(query).flatMap((run) => (IS_DENSE.test(run) ? pairs(run) : [run.slice(0, MAX_TERM_LENGTH)]))),
  ];
}

/** A term that only this owner's documents have, so that a look-up never walks through other people's. */
export function ownerTerm(owner: Owner): string {
  return `owner${sha256(JSON.stringify([owner.tenantId, owner.userId])).slice(0, 32)}`;
}

/** What stands in the index for a document: its words, and its owner's term. */
export function storedTerms(owner: Owner, text: string, hide?: HideWord): string[] {
  const terms = [ownerTerm(owner), ...documentTerms(text)];
  return hide ? terms.slice(0, MAX_HIDDEN_TERMS).map(hide) : terms;
}

/** What a document must have to be found: all terms of one of these. */
export function wantedTerms(owner: Owner, terms: readonly string[], hide?: HideWord): string[][] {
  const plain = [ownerTerm(owner), ...terms];
  return hide ? [plain, plain.map(hide)] : [plain];
}

function runs(text: string): string[] {
  const folded = text.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase();
  return folded.match(RUNS) ?? [];
}

function pairs(run: string): string[] {
  const characters = [...run];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
