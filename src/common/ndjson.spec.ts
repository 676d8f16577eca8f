import { createHash } from 'node:crypto';
import { type NdjsonRecord, toNdjson } from './ndjson.js';

async function* records(count: number, text = ''): AsyncGenerator<NdjsonRecord> {
  for (let index = 0; index < count; index += 1) yield { type: 'one', index, text } as NdjsonRecord;
}

async function all(pieces: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const piece of pieces) found.push(piece);
  return found;
}

describe('newline-delimited JSON', () => {
  it('ends with a manifest of the number of records of each type and a digest of all bytes before it', async () => {
    const text = (await all(toNdjson(records(3, 'ü\n"'), ['one', 'none'], (totals) => totals))).join('');
    const lines = text.trimEnd().split('\n');
    const manifest = JSON.parse(lines.pop() ?? '') as object;
    const before = lines.map((line) => `${line}\n`).join('');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      [0, 1, 2].map((index) => ({ type: 'one', index, text: 'ü\n"' })),
    );
    expect(manifest).toEqual({
      type: 'manifest',
      counts: { one: 3, none: 0 },
      sha256: createHash('sha256').update(before, 'utf8').digest('hex'),
    });
  });

  it('is only a manifest if there are no records', async () => {
    const pieces = await all(toNdjson(records(0), ['one'], ({ counts }) => ({ counts })));
    expect(pieces).toEqual(['{"type":"manifest","counts":{"one":0}}\n']);
  });

  it('reads on demand only, and closes its source when the reader stops', async () => {
    let read = 0;
    let isClosed = false;
    async function* endless(): AsyncGenerator<NdjsonRecord> {
      try {
        for (;;) yield { type: 'one', text: 'x'.repeat(1_000), index: (read += 1) } as NdjsonRecord;
      } finally {
        isClosed = true;
      }
    }
    const pieces = toNdjson(endless(), ['one'], () => ({}));
    await pieces.next();
    expect(read).toBeLessThan(70);
    await pieces.return();
    expect(isClosed).toBe(true);
  });

  it('has no manifest if its source or the manifest fails', async () => {
    async function* failing(): AsyncGenerator<NdjsonRecord> {
      yield { type: 'one' };
      throw new Error('gone');
    }
    await expect(all(toNdjson(failing(), [], () => ({})))).rejects.toThrow('gone');
    const refused = toNdjson(records(1), [], () => Promise.reject(new Error('not recorded')));
    await expect(all(refused)).rejects.toThrow('not recorded');
  });
});
