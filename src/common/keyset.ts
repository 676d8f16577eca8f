/** A place in a list that is ordered newest first by (time, id): the last row already seen. */
export interface Keyset {
  readonly at: Date;
  readonly id: string;
}

/** Rows on a page where the caller names no limit; most pages are of this length. */
export const USUAL_LIMIT = 10;

export interface PageRequest {
  /** Rows wanted. */
  readonly limit: number;
  /** Only rows after this place; `null` starts at the newest. */
  readonly after: Keyset | null;
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** Where the next page starts; `null` when this one is the last. */
  readonly next: Keyset | null;
}

/** Makes a page of rows that were read with one more than `limit`, which tells whether there is a next page. */
export function pageOf<T>(rows: readonly T[], limit: number, placeOf: (row: T) => Keyset): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? placeOf(last) : null };
}

/** A page ends with the row whose texts bring it to so many bytes: an answer is held until its client has read it. */
const PAGE_BYTES = 4_194_304;

/** How many of these rows, which are in order, make a page: `limit`, or fewer where their texts are long. */
export function rowsThatFit<T>(rows: readonly T[], bytesOf: (row: T) => number, limit: number): number {
  let bytes = 0;
  const last = rows.findIndex((row) => (bytes += bytesOf(row)) >= PAGE_BYTES);
  return last === -1 ? limit : Math.min(last + 1, limit);
}

/** Every row of a list, read a page at a time as it is asked for. */
export async function* everyRow<T>(
  limit: number,
  read: (page: PageRequest) => Promise<Page<T>>,
): AsyncGenerator<T, void> {
  for (let after: Keyset | null = null; ;) {
    const page: Page<T> = await read({ limit, after });
    yield* page.rows;
    if (page.next === null) return;
    after = page.next;
  }
}
