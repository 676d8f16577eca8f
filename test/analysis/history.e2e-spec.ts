import { type Service, shareService } from '../support/service.js';

const shared = shareService();

describe('GET /history/{user_id}', () => {
  let service: Service;
  const ids: string[] = [];

  beforeAll(async () => {
    service = await shared.newTenant();
    for (let n = 1; n <= 25; n += 1) {
      const model = n % 5 === 0 ? 'claude-opus-5-5' : 'claude-sonnet-5-5';
      const { body } = await service.analyze('alice', { text: `entry number ${n}`, model }).expect(201);
      ids.unshift(body.id);
      if (n % 2 === 0) service.clock.advance(1000); // every two entries share a millisecond
    }
    await service.analyze('bob', { text: 'entry of bob' }).expect(201);
  });

  const get = async (path: string) => (await service.call('GET', path).expect(200)).body;
  const idsOf = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id);

  it("shows a user's last 10, newest first", async () => {
    const page = await get('/history/alice');
    expect(idsOf(page)).toEqual(ids.slice(0, 10));
    expect(page).toMatchObject({ has_more: true, next_cursor: expect.any(String) });
  });

  it('is empty for a user without results', async () => {
    expect(await get('/history/nobody')).toEqual({ data: [], has_more: false, next_cursor: null });
  });

  it.each([1, 3, 7, 24, 25, 100])('lists every result once, in order, in pages of %i', async (limit) => {
    const seen: string[] = [];
    let path = `/history/alice?limit=${limit}`;
    for (;;) {
      const { body, headers } = await service.call('GET', path).expect(200);
      seen.push(...idsOf(body));
      expect(body.has_more).toBe(body.next_cursor !== null);
      if (!body.has_more) {
        expect(headers['link']).toBeUndefined();
        break;
      }
      const next = /^<([^>]+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1] ?? '';
      expect(new URLSearchParams(next.split('?')[1]).get('cursor')).toBe(body.next_cursor);
      expect(new URLSearchParams(next.split('?')[1]).get('limit')).toBe(String(limit));
      path = next;
    }
    expect(seen).toEqual(ids);
  });

  it('continues after the last row of a page, although newer results arrive in between', async () => {
    const page = await get('/history/carol?limit=2');
    expect(page.data).toEqual([]);
    for (const text of ['c1', 'c2', 'c3']) await service.analyze('carol', { text }).expect(201);
    const first = await get('/history/carol?limit=2');
    await service.analyze('carol', { text: 'c4' }).expect(201);
    const second = await get(`/history/carol?limit=2&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map(({ input_text }) => input_text)).toEqual(['c3', 'c2', 'c1']);
  });

  it('filters by model', async () => {
    const page = await get('/history/alice?model=claude-opus-5-5&limit=100');
    expect(page.data.map(({ input_text }: { input_text: string }) => input_text)).toEqual(
      [25, 20, 15, 10, 5].map((n) => `entry number ${n}`),
    );
  });

  it('filters by time, including `from` and excluding `to`', async () => {
    const all = (await get('/history/alice?limit=100')).data;
    const from = all[20].created_at;
    const to = all[10].created_at;
    const page = await get(`/history/alice?limit=100&from=${from}&to=${to}`);
    const expected = all.filter(({ created_at }: { created_at: string }) => created_at >= from && created_at < to);
    expect(page.data).toEqual(expected);
    expect(expected.length).toBeGreaterThan(5);
  });

  it('reads a date without a time as midnight UTC', async () => {
    expect((await get('/history/alice?from=2026-11-23')).data).toHaveLength(10);
    expect((await get('/history/alice?to=2026-11-23')).data).toHaveLength(0);
    expect((await get('/history/alice?from=2026-11-23T13:00:00%2B02:00&limit=100')).data).toHaveLength(25);
  });

  it("never shows another user's results, whatever the cursor", async () => {
    const { next_cursor } = await get('/history/alice?limit=5');
    const { body } = await service.call('GET', `/history/bob?cursor=${next_cursor}`).expect(400);
    expect(body.errors[0]).toMatchObject({ field: 'cursor', message: expect.stringContaining('another list') });
    expect((await get('/history/bob')).data).toHaveLength(1);
  });

  it.each(['x', 'MXw', '%00', "' OR 1=1 --", 'eyJhdCI6MX0', 'a'.repeat(257)])(
    'refuses the forged cursor %p',
    async (cursor) => {
      const { body } = await service.call('GET', `/history/alice?cursor=${encodeURIComponent(cursor)}`).expect(400);
      expect(body.errors[0].field).toBe('cursor');
    },
  );

  it.each(['0', '101', '-1', '1.5', '0x10', '1e1', ' 5', 'ten', ''])('refuses limit=%p', async (limit) => {
    const { body } = await service.call('GET', `/history/alice?limit=${encodeURIComponent(limit)}`).expect(400);
    expect(body.errors[0].field).toBe('limit');
  });

  it.each(['yesterday', '2026-02-30', '2026-13-01', '2026-11-23T25:00:00Z', '1795392000000'])(
    'refuses from=%p',
    async (from) => {
      const { body } = await service.call('GET', `/history/alice?from=${from}`).expect(400);
      expect(body.errors[0].field).toBe('from');
    },
  );

  it('refuses an unknown filter instead of ignoring it', async () => {
    const { body } = await service.call('GET', '/history/alice?modle=claude-opus-5-5').expect(400);
    expect(body.errors[0].field).toBe('modle');
  });
});

describe('search (?q=)', () => {
  let service: Service;
  const texts = {
    english: 'The quick brown fox jumps over the lazy dog',
    french: 'Où est la bibliothèque Municipale ?',
    japanese: '東京都庁は新宿にあります',
    korean: '서울특별시는 대한민국의 수도이다',
    arabic: 'القاهرة عاصمة مصر',
    thai: 'กรุงเทพมหานครเป็นเมืองหลวง',
    emoji: 'ship it 🚀 today',
    code: "SELECT * FROM users WHERE name = 'x' AND (a OR b)",
  };

  beforeAll(async () => {
    service = await shared.newTenant();
    for (const text of Object.values(texts)) await service.analyze('alice', { text }).expect(201);
    await service.analyze('bob', { text: 'another brown fox' }).expect(201);
  });

  const find = async (q: string, user = 'alice') => {
    const { body } = await service.call('GET', `/history/${user}?q=${encodeURIComponent(q)}`).expect(200);
    return body.data.map(({ input_text }: { input_text: string }) => input_text);
  };

  it.each([
    ['fox', [texts.english]],
    ['FOX quick', [texts.english]],
    ['quick cat', []],
    ['fo', []],
    ['bibliotheque', [texts.french]],
    ['BIBLIOTHÈQUE municipale', [texts.french]],
    ['東京', [texts.japanese]],
    ['新宿', [texts.japanese]],
    ['庁', [texts.japanese]],
    ['京東', []],
    ['대한민국', [texts.korean]],
    ['مصر', [texts.arabic]],
    ['เมืองหลวง', [texts.thai]],
    ['🚀', [texts.emoji]],
    ['select OR', [texts.code]],
    ['"fox" NOT dog*', []],
    ['fox AND', []],
    [') OR 1=1 --', []],
  ])('finds the same for %p on every database', async (q, found) => {
    expect(await find(q)).toEqual(found);
  });

  it("finds words of Claude's answer", async () => {
    await service.claude.script([{ text: 'a pangolin, surely' }]);
    await service.analyze('alice', { text: 'which animal' }).expect(201);
    expect(await find('pangolin')).toEqual(['which animal']);
  });

  it('finds no results of another user', async () => {
    expect(await find('another')).toEqual([]);
    expect(await find('fox', 'bob')).toEqual(['another brown fox']);
  });

  it('finds a replayed copy in the history of its user', async () => {
    await service.analyze('carol', { text: texts.english }).expect(200);
    expect(await find('lazy', 'carol')).toEqual([texts.english]);
  });

  it('finds no deleted result', async () => {
    const { body } = await service.analyze('dave', { text: 'ephemeral words' }).expect(201);
    await service.call('DELETE', `/history/${body.id}`).expect(204);
    expect(await find('ephemeral', 'dave')).toEqual([]);
  });

  it('supports pages and filters', async () => {
    for (let n = 0; n < 5; n += 1) await service.analyze('erin', { text: `common ${n}` }).expect(201);
    const first = (await service.call('GET', '/history/erin?q=common&limit=3').expect(200)).body;
    const second = (await service.call('GET', `/history/erin?q=common&limit=3&cursor=${first.next_cursor}`).expect(200))
      .body;
    expect([...first.data, ...second.data].map(({ input_text }) => input_text)).toEqual(
      [4, 3, 2, 1, 0].map((n) => `common ${n}`),
    );
  });

  it('indexes a text of 200,000 characters with as many distinct words as fit', async () => {
    const words = Array.from({ length: 33_000 }, (_, n) => n.toString(36).padStart(5, 'щ'));
    const { body } = await service.analyze('frank', { text: words.join(' ') }).expect(201);
    expect(await find('щщщщ0 щщщ10', 'frank')).toEqual([body.input_text]);
  });

  it.each(['!!!', '   ', '()'])('refuses %p, which contains no word to search for', async (q) => {
    const { body } = await service.call('GET', `/history/alice?q=${encodeURIComponent(q)}`).expect(400);
    expect(body.errors[0].field).toBe('q');
  });
});

describe('DELETE /history/{id}', () => {
  let service: Service;
  beforeAll(async () => void (service = await shared.newTenant()));

  it('deletes a result, which then is not found', async () => {
    const { body } = await service.analyze('alice', { text: 'x' }).expect(201);
    await service.call('DELETE', `/history/${body.id}`).expect(204, '');
    await service.call('DELETE', `/history/${body.id}`).expect(404);
    await service.call('GET', `/results/${body.id}`).expect(404);
    expect((await service.call('GET', '/history/alice')).body.data).toEqual([]);
  });

  it('answers 404 for a result that never existed', async () => {
    const { body } = await service.call('DELETE', '/history/01a206d0-3980-74cc-b8c9-a31c0612d36f').expect(404);
    expect(body).toMatchObject({ code: 'not_found', status: 404 });
  });

  it('refuses an invalid id', async () => {
    const { body } = await service.call('DELETE', '/history/42').expect(400);
    expect(body.errors[0].field).toBe('id');
  });
});
