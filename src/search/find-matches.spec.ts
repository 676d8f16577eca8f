import type { Keyset } from '../common/index.js';
import { findMatches } from './find-matches.js';

interface Row {
  readonly id: string;
  readonly at: Date;
}

/** The rows of the list, newest first. */
const LIST: readonly Row[] = Array.from({ length: 2_000 }, (_, n) => ({ id: `row${n}`, at: new Date(9_000_000 - n) }));
const placeOf = ({ id, at }: Row): Keyset => ({ id, at });

class Source {
  readonly sizes: number[] = [];

  constructor(
    private readonly list: readonly Row[],
    private readonly isMatch: (row: Row) => boolean,
  ) {}

  find(limit: number, after: Keyset | null = null): Promise<string[]> {
    const matches = this.list.filter(this.isMatch).map(({ id }) => id);
    return findMatches<Row>({
      page: { limit, after },
      placeOf,
      few: async (most) => (matches.length > most ? null : matches),
      among: async (ids) => matches.filter((id) => ids.includes(id)).reverse(),
      stretch: async (place, size) => {
        this.sizes.push(size);
        const start = place === null ? 0 : this.list.findIndex(({ id }) => id === place.id) + 1;
        return this.list.slice(start, start + size);
      },
    });
  }
}

const every = (step: number) => LIST.filter((_, n) => n % step === 0).map(({ id }) => id);

describe('a page of matches', () => {
  it('comes from all matches if there are few', async () => {
    const source = new Source(LIST, ({ at }) => at.getTime() % 4 === 0);
    expect(await source.find(10)).toEqual(every(4));
    expect(source.sizes).toEqual([]);
  });

  it('needs one batch of the list if most rows match', async () => {
    const source = new Source(LIST, () => true);
    expect((await source.find(10)).slice(0, 11)).toEqual(every(1).slice(0, 11));
    expect(source.sizes).toEqual([100]);
  });

  it('reads larger and larger batches until it has one row more than the page', async () => {
    const source = new Source(LIST, ({ at }) => at.getTime() % 3 === 0);
    const found = await source.find(100);
    expect(source.sizes).toEqual([100, 200, 400]);
    expect(found).toEqual(every(3).slice(0, found.length));
    expect(found.length).toBeGreaterThan(100);
  });

  it('starts after the last row of the previous page', async () => {
    const source = new Source(LIST, () => true);
    const last = LIST[499] as Row;
    expect((await source.find(10, placeOf(last)))[0]).toBe('row500');
  });

  it('ends at the end of the list, also if that is the end of a batch', async () => {
    for (const length of [700, 650]) {
      const source = new Source(LIST.slice(0, length), () => true);
      expect(await source.find(1_000)).toHaveLength(length);
      expect(source.sizes).toEqual(length === 700 ? [100, 200, 400, 800] : [100, 200, 400]);
    }
  });
});
