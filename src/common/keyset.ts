/** A position in a list that is ordered newest first by (time, id): the last row of the previous page. */
export interface Keyset {
  readonly at: Date;
  readonly id: string;
}

/** Default number of rows on a page. */
export const USUAL_LIMIT = 10;

export interface PageRequest {
  /** Maximum number of rows. */
  readonly limit: number;
  /** Only rows after this position; `null` starts at the newest row. */
  readonly after: Keyset | null;
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** Where the next page starts; `null` on the last page. */
  readonly next: Keyset | null;
}

/** Makes a page of up to `limit + 1` rows. An extra row means that there is a next page. */
export function pageOf<T>(rows: readonly T[], limit: number, placeOf: (row: T) => Keyset): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? placeOf(last) : null };
}

/** Size of a page in bytes after which it ends, because a response is held in memory until its client has read it. */
const PAGE_BYTES = 4_194_304;

/** How many of these rows make a page: `limit`, or fewer if their texts are long. */
export function rowsThatFit<T>(rows: readonly T[], bytesOf: (row: T) => number, limit: number): number {
  let bytes = 0;
  const last = rows.findIndex((row) => (bytes += bytesOf(row)) >= PAGE_BYTES);
  return last === -1 ? limit : Math.min(last + 1, limit);
}

/** Yields all rows of a list, reading the pages on demand. */
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
