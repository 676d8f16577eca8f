import { type Owner, Pauses, sha256 } from '../common/index.js';
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

/** As UAX #15 has it for its stream-safe text format: sorting longer runs of marks takes time that grows with their square. */
const MARKS_BEYOND_30 = /(?<=\p{M}{30})\p{M}+/gu;

/** How much of a text is folded at once, and how far back from there a place to cut it is looked for; in UTF-16 units. */
const PART = 16_384;
const LOOK_BACK = 1_024;
/** Joins what comes before it: marks, vowels and final consonants of Korean, the sounds of katakana, halves of pairs. */
const JOINS =
  /[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\u3133\u3135\u3136\u313a-\u313f\u314f-\u318f\uff9e-\uffa0\uffa3\uffa5\uffa6\uffaa-\uffaf\uffc2-\uffdc\udc00-\udfff]/u;
const SPACE = /\s/;

/** So many terms are made between two looks at the time. */
const STRETCH = 256;

/**
 * The words a text is found by, each once, the same on SQLite and PostgreSQL and for any script: lower-case, without
 * accents, an emoji a word of its own. Scripts written without spaces are cut into characters and overlapping pairs,
 * the usual way to search them without a dictionary (as Lucene's CJKAnalyzer does). Pauses while the text is a long one.
 */
export async function documentTerms(text: string): Promise<string[]> {
  const pauses = new Pauses();
  const terms = new Set<string>();
  let bytes = 0;
  let looked = 0;
  for (const term of termsOfRuns(await foldAll(text, pauses))) {
    if ((looked += 1) % STRETCH === 0 && pauses.isDue) await pauses.next();
    if (terms.has(term)) continue;
    bytes += Buffer.byteLength(term);
    if (bytes > MAX_TERMS_BYTES) break;
    terms.add(term);
  }
  return [...terms];
}

/** The words a document must have, all of them; none when the query holds no letter, digit or emoji. */
export function queryTerms(query: string): string[] {
  const runs = fold(query).match(RUNS) ?? [];
  return [...new Set(runs.flatMap((run) => (IS_DENSE.test(run) ? [...pairs(run)] : [wordOf(run)])))];
}

/** A term that only this owner's documents have, so that a look-up never walks through other people's. */
export function ownerTerm(owner: Owner): string {
  return `owner${sha256(JSON.stringify([owner.tenantId, owner.userId])).slice(0, 32)}`;
}

/** What stands in the index for a document: its words, and its owner's term. */
export async function storedTerms(owner: Owner, text: string, hide?: HideWord): Promise<string[]> {
  const terms = [ownerTerm(owner), ...(await documentTerms(text))];
  if (!hide) return terms;
  const pauses = new Pauses();
  const hidden: string[] = [];
  for (const term of terms.slice(0, MAX_HIDDEN_TERMS)) {
    if (hidden.push(hide(term)) % STRETCH === 0 && pauses.isDue) await pauses.next();
  }
  return hidden;
}

/** What a document must have to be found: all terms of one of these. */
export function wantedTerms(owner: Owner, terms: readonly string[], hide?: HideWord): string[][] {
  const plain = [ownerTerm(owner), ...terms];
  return hide ? [plain, plain.map(hide)] : [plain];
}

async function foldAll(text: string, pauses: Pauses): Promise<string> {
  const folded: string[] = [];
  for (const part of partsOf(text)) {
    if (pauses.isDue) await pauses.next();
    folded.push(fold(part));
  }
  return folded.join('');
}

function fold(text: string): string {
  const bounded = text.replace(MARKS_BEYOND_30, '');
  return bounded.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase();
}

/** A text in parts that, folded one by one, are what the whole is: cut between words where there is such a place. */
function* partsOf(text: string): Generator<string, void> {
  for (let start = 0; start < text.length;) {
    const end = start + PART < text.length ? placeToCut(text, start + PART) : text.length;
    yield text.slice(start, end);
    start = end;
  }
}

function placeToCut(text: string, end: number): number {
  let apart = end;
  for (let place = end; place > end - LOOK_BACK; place -= 1) {
    const character = String.fromCodePoint(text.codePointAt(place) ?? 0);
    if (SPACE.test(character)) return place;
    if (apart === end && !JOINS.test(character)) apart = place;
  }
  return apart;
}

function* termsOfRuns(folded: string): Generator<string, void> {
  for (const [run] of folded.matchAll(RUNS)) {
    if (!IS_DENSE.test(run)) yield wordOf(run);
    else {
      yield* run;
      yield* pairs(run);
    }
  }
}

/** The cut may go through a pair of surrogates. */
function wordOf(run: string): string {
  return run.slice(0, MAX_TERM_LENGTH).toWellFormed();
}

/** A single character is a pair of its own. */
function* pairs(run: string): Generator<string, void> {
  let before = '';
  let count = 0;
  for (const character of run) {
    if ((count += 1) > 1) yield before + character;
    before = character;
  }
  if (count === 1) yield before;
}
