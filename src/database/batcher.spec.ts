import { Batcher } from './batcher.js';

describe('a batcher', () => {
  const double = (sizes: number[]) => (take: () => readonly number[]) => {
    const items = take();
    sizes.push(items.length);
    return Promise.resolve(items.map((item) => item * 2));
  };

  it('makes one batch of the calls of one kind that come at once, and gives each its own outcome', async () => {
    const sizes: number[] = [];
    const batcher = new Batcher();
    const calls = [1, 2, 3].map((item) => batcher.add('one kind', item, double(sizes)));
    const other = batcher.add('another', 4, double(sizes));
    expect(await Promise.all([...calls, other])).toEqual([2, 4, 6, 8]);
    expect(sizes).toEqual([3, 1]);
  });

  it('begins another batch after as many as it takes', async () => {
    const sizes: number[] = [];
    const batcher = new Batcher({ most: 2 });
    await Promise.all([1, 2, 3, 4, 5].map((item) => batcher.add('kind', item, double(sizes))));
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('fails all of a batch that fails, only one whose outcome fails, and none that comes later', async () => {
    const batcher = new Batcher();
    const fail = () => Promise.reject<number[]>(new Error('all'));
    const all = await Promise.allSettled([1, 2].map((item) => batcher.add('kind', item, fail)));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const failOne = (take: () => readonly number[]) =>
      Promise.resolve(take().map((item) => (item === 2 ? Promise.reject<number>(new Error('one')) : item)));
    const one = await Promise.allSettled([1, 2, 3].map((item) => batcher.add('kind', item, failOne)));
    expect(one.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('that is serial begins a batch when the one before is over, with all that came meanwhile', async () => {
    const events: string[] = [];
    const batcher = new Batcher({ isSerial: true });
    let end = (): void => undefined;
    const first = new Promise<void>((resolve) => (end = resolve));
    const add = (item: number) =>
      batcher.add('kind', item, async (take: () => readonly number[]) => {
        const items = take();
        events.push(`began ${items.join(' ')}`);
        if (item === 1) await first;
        return items;
      });
    const one = add(1);
    await Promise.resolve();
    const others = [2, 3].map(add);
    events.push('ended');
    end();
    await Promise.all([one, ...others]);
    expect(events).toEqual(['began 1', 'ended', 'began 2 3']);
  });
});
