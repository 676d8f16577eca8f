import { type Owner, Pauses, sha256 } from '../common/index.js';
import type { HideWord } from './search-index.js';

const MAX_TERM_LENGTH = 64;

/**
 * Maximum size of a document's terms in bytes, because PostgreSQL refuses a `tsvector` over 1 MiB. Further words are
 * not indexed.
 */
const MAX_TERMS_BYTES = 900_000;

/** Maximum number of pseudonyms of a document, which have up to 13 characters each. */
const MAX_HIDDEN_TERMS = 69_000;

/** Scripts that do not separate words by spaces, or attach grammar to words. */
const DENSE = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const DENSE_RUN = `[${DENSE}][${DENSE}\\p{M}]*`;
const SPACED_RUN = `(?:(?![${DENSE}])[\\p{L}\\p{N}\\p{M}])+`;
const RUNS = new RegExp(`${DENSE_RUN}|${SPACED_RUN}|\\p{Extended_Pictographic}`, 'gu');
const IS_DENSE = new RegExp(`^[${DENSE}]`, 'u');
const ACCENTS = /\p{Diacritic}/gu;

/**
 * Combining marks after the 30th, as in the stream-safe text format of UAX #15. Normalizing longer runs takes quadratic
 * time.
 */
const MARKS_BEYOND_30 = /(?<=\p{M}{30})\p{M}+/gu;

/** Size of the parts in which a text is folded, and how far before its end a part may be cut, in UTF-16 units. */
const PART = 16_384;
const LOOK_BACK = 1_024;
/**
 * Characters that combine with the previous one: marks, Korean vowels and final consonants, katakana sound marks, and
 * low surrogates.
 */
const JOINS =
  /[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\u3133\u3135\u3136\u313a-\u313f\u314f-\u318f\uff9e-\uffa0\uffa3\uffa5\uffa6\uffaa-\uffaf\uffc2-\uffdc\udc00-\udfff]/u;
const SPACE = /\s/;

/** Number of terms after which the elapsed time is checked. */
const CHECK_EVERY = 256;

/**
 * The distinct words by which a text is found: in lower case, without accents, the same on SQLite and PostgreSQL, for
 * all scripts. An emoji is a word. Scripts without spaces are split into characters and overlapping pairs, as Lucene's
 * CJKAnalyzer does. Yields to the event loop during a long text.
 */
export async function documentTerms(text: string): Promise<string[]> {
  const pauses = new Pauses();
  const terms = new Set<string>();
  let bytes = 0;
  let count = 0;
  for (const term of termsOfRuns(await foldAll(text, pauses))) {
    if ((count += 1) % CHECK_EVERY === 0 && pauses.isDue) await pauses.next();
    if (terms.has(term)) continue;
    bytes += Buffer.byteLength(term);
    if (bytes > MAX_TERMS_BYTES) break;
    terms.add(term);
  }
  return [...terms];
}

/** The words that a document must all contain; empty if the query contains no letter, digit or emoji. */
export function queryTerms(query: string): string[] {
  const runs = fold(query).match(RUNS) ?? [];
  return [...new Set(runs.flatMap((run) => (IS_DENSE.test(run) ? [...pairs(run)] : [wordOf(run)])))];
}

/** A term that only this owner's documents have, so that a search does not read other owners' entries. */
export function ownerTerm(owner: Owner): string {
  return `owner${sha256(JSON.stringify([owner.tenantId, owner.userId])).slice(0, 32)}`;
}

/** The terms that are indexed for a document: its words and its owner's term. */
export async function storedTerms(owner: Owner, text: string, hide?: HideWord): Promise<string[]> {
  const terms = [ownerTerm(owner), ...(await documentTerms(text))];
  if (!hide) return terms;
  const pauses = new Pauses();
  const hidden: string[] = [];
  for (const term of terms.slice(0, MAX_HIDDEN_TERMS)) {
    if (hidden.push(hide(term)) % CHECK_EVERY === 0 && pauses.isDue) await pauses.next();
  }
  return hidden;
}

/** Alternatives for a query: a document must contain all terms of one of them. */
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

/** Splits a text into parts that can be folded separately with the same result. Cuts between words if possible. */
function* partsOf(text: string): Generator<string, void> {
  for (let start = 0; start < text.length;) {
    const end = start + PART < text.length ? cutPosition(text, start + PART) : text.length;
    yield text.slice(start, end);
    start = end;
  }
}

function cutPosition(text: string, end: number): number {
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

/** Cuts a word to its maximum length, possibly within a surrogate pair, which is replaced. */
function wordOf(run: string): string {
  return run.slice(0, MAX_TERM_LENGTH).toWellFormed();
}

/** The overlapping pairs of a run; a single character is returned as it is. */
function* pairs(run: string): Generator<string, void> {
  let before = '';
  let count = 0;
  for (const character of run) {
    if ((count += 1) > 1) yield before + character;
    before = character;
  }
  if (count === 1) yield before;
}
