import { SharedLookups } from './shared-lookups.js';

describe('look-ups that are shared', () => {
  let stored: string | Error;
  let made: string[];
  let lookups: SharedLookups<string>;

  beforeEach(() => {
    [stored, made] = ['first', []];
    lookups = new SharedLookups(async (name) => {
      made.push(name);
      if (stored instanceof Error) throw stored;
      return stored;
    });
  });

  it('are made once for all who ask at once, and apart for each name', async () => {
    const answers = await Promise.all(['a', 'a', 'b', 'a'].map((name) => lookups.find(name)));
    expect(answers).toEqual(['first', 'first', 'first', 'first']);
    expect(made).toEqual(['a', 'b']);
  });

  it('begin after all who share them have asked', async () => {
    const early = lookups.find('a');
    stored = 'second';
    expect(await Promise.all([early, lookups.find('a')])).toEqual(['second', 'second']);
  });

  it('tell nobody what was read before it asked', async () => {
    const reads: ((text: string) => void)[] = [];
    const slow = new SharedLookups(() => new Promise<string>((resolve) => reads.push(resolve)));
    const early = slow.find('a');
    await new Promise((resolve) => setImmediate(resolve));
    const late = slow.find('a');
    await new Promise((resolve) => setImmediate(resolve));
    reads.forEach((answer, read) => answer(`read ${read}`));
    expect(await Promise.all([early, late])).toEqual(['read 0', 'read 1']);
  });

  it('fail for all who share them, and for nobody after', async () => {
    stored = new Error('no');
    const failed = await Promise.allSettled([lookups.find('a'), lookups.find('a')]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    stored = 'back';
    expect(await lookups.find('a')).toBe('back');
  });
});
