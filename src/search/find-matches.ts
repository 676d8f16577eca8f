import type { Keyset, PageRequest } from '../common/index.js';

/** As many matches as may be gathered and sorted for one page. */
const FEW = 500;
/** How many rows are looked at for a word that is more common than that: at first, and at once. */
const FIRST_STRETCH = 100;
const LONGEST_STRETCH = 5_000;

/** A list, newest first, and what of it matches. */
export interface MatchSource<Row extends { readonly id: string }> {
  readonly page: PageRequest;
  readonly placeOf: (row: Row) => Keyset;
  /** The ids of all that match, where there are at most so many; else `null`. */
  readonly few: (most: number) => Promise<string[] | null>;
  /** So many rows of the list after a place; fewer only where it ends. */
  readonly stretch: (after: Keyset | null, size: number) => Promise<readonly Row[]>;
  /** Those of these rows that match, in any order. */
  readonly among: (ids: readonly string[]) => Promise<readonly string[]>;
}

/**
 * The ids of rows that match, a page of them and one more at least if there are as many. Where few match, all those
 * few, wherever in the list they are. Where many do the newest rows are looked at, a stretch at a time, until the page
 * is full: gathering and sorting all of them would take a second for a common word.
 */
export async function findMatches<Row extends { readonly id: string }>(source: MatchSource<Row>): Promise<string[]> {
  const { page, placeOf } = source;
  const few = await source.few(FEW);
  if (few !== null) return few;
  const ids: string[] = [];
  let { after } = page;
  for (let size = FIRST_STRETCH; ids.length <= page.limit; size = Math.min(size * 2, LONGEST_STRETCH)) {
    const stretch = await source.stretch(after, size);
    const looked = stretch.map(({ id }) => id);
    const matches = new Set(await source.among(looked));
    ids.push(...looked.filter((id) => matches.has(id)));
    const last = stretch.at(-1);
    if (last === undefined || stretch.length < size) break;
    after = placeOf(last);
  }
  return ids;
}
