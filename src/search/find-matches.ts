import type { Keyset, PageRequest } from '../common/index.js';

/** Up to this number, all matches are collected and sorted for one page. */
const FEW = 500;
/** Number of rows that the first batch and the largest batch check for more common words. */
const FIRST_BATCH = 100;
const LARGEST_BATCH = 5_000;

/** A list, newest first, and the matching of its rows. */
export interface MatchSource<Row extends { readonly id: string }> {
  readonly page: PageRequest;
  readonly placeOf: (row: Row) => Keyset;
  /** The ids of all matches; `null` if there are more than `most`. */
  readonly few: (most: number) => Promise<string[] | null>;
  /** The next `size` rows of the list; fewer only at its end. */
  readonly stretch: (after: Keyset | null, size: number) => Promise<readonly Row[]>;
  /** The ids of those rows that match, in any order. */
  readonly among: (ids: readonly string[]) => Promise<readonly string[]>;
}

/**
 * Finds the ids of matching rows: at least one more than the page has, if there are as many. If there are few matches,
 * all of them are returned. Otherwise the newest rows are checked batch by batch until the page is full, because
 * collecting and sorting all matches of a common word would take a second.
 */
export async function findMatches<Row extends { readonly id: string }>(source: MatchSource<Row>): Promise<string[]> {
  const { page, placeOf } = source;
  const few = await source.few(FEW);
  if (few !== null) return few;
  const ids: string[] = [];
  let { after } = page;
  for (let size = FIRST_BATCH; ids.length <= page.limit; size = Math.min(size * 2, LARGEST_BATCH)) {
    const stretch = await source.stretch(after, size);
    const batchIds = stretch.map(({ id }) => id);
    const matches = new Set(await source.among(batchIds));
    ids.push(...batchIds.filter((id) => matches.has(id)));
    const last = stretch.at(-1);
    if (last === undefined || stretch.length < size) break;
    after = placeOf(last);
  }
  return ids;
}
