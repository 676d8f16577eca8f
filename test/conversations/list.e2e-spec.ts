import { walk } from '../support/pages.js';
import { type Service, shareService } from '../support/service.js';
import { type ConversationJson, idsOf, Talk } from '../support/talk.js';

const shared = shareService();

describe('GET /conversations', () => {
  let service: Service;
  const ids: string[] = [];

  beforeAll(async () => {
    service = await shared.newTenant();
    for (let n = 1; n <= 25; n += 1) {
      ids.unshift((await Talk.begin(service, { title: `number ${n}` })).id);
      if (n % 2 === 0) service.clock.advance(1000); // every two share a millisecond
    }
    await Talk.begin(service, { user_id: 'bob', title: 'of bob' });
  });

  const list = async (query: string) => (await service.call('GET', `/conversations?${query}`).expect(200)).body;

  it("returns a user's last 10, each as GET /conversations/{id} returns it", async () => {
    const page = await list('user_id=alice');
    expect(idsOf(page.data)).toEqual(ids.slice(0, 10));
    expect(page).toMatchObject({ has_more: true, next_cursor: expect.any(String) });
    expect(page.data[3]).toEqual(await new Talk(service, ids[3] ?? '').read());
  });

  it.each([1, 3, 7, 24, 25, 100])('lists every conversation once, in order, in pages of %i', async (limit) => {
    const { rows } = await walk<ConversationJson>(service, `/conversations?user_id=alice&limit=${limit}`);
    expect(idsOf(rows)).toEqual(ids);
  });

  it('never returns conversations of another user, whatever the cursor', async () => {
    const { next_cursor } = await list('user_id=alice&limit=5');
    const { body } = await service.call('GET', `/conversations?user_id=bob&cursor=${next_cursor}`).expect(400);
    expect(body.errors[0]).toMatchObject({ field: 'cursor', message: expect.stringContaining('another list') });
    expect((await list('user_id=bob')).data).toMatchObject([{ user_id: 'bob', title: 'of bob' }]);
    expect((await list('user_id=bob&q=number')).data).toEqual([]);
  });

  it('is empty for a user without conversations', async () => {
    expect(await list('user_id=unknown')).toEqual({ data: [], has_more: false, next_cursor: null });
  });

  it.each([
    '',
    'user_id=',
    'user_id=a%20b',
    'user_id=alice&limit=0',
    'user_id=alice&limit=101',
    'user_id=alice&cursor=x',
  ])('refuses the query %p', async (query) => {
    const { body } = await service.call('GET', `/conversations?${query}`).expect(400);
    expect(body.errors[0].field).toBe(/(limit|cursor)=/.exec(query)?.[1] ?? 'user_id');
  });

  it('refuses an unknown filter instead of ignoring it', async () => {
    const { body } = await service.call('GET', '/conversations?user_id=alice&model=x').expect(400);
    expect(body.errors[0].field).toBe('model');
  });

  it('orders by the last message; renaming does not change the order', async () => {
    const talks: Talk[] = [];
    for (const title of ['one', 'two', 'three']) {
      talks.push(await Talk.begin(service, { user_id: 'carol', title }));
      service.clock.advance(1000);
    }
    const titles = async () => (await list('user_id=carol')).data.map(({ title }: ConversationJson) => title);
    const [one, two] = talks as [Talk, Talk];
    expect(await titles()).toEqual(['three', 'two', 'one']);
    await one.say('hello');
    expect(await titles()).toEqual(['one', 'three', 'two']);
    expect((await one.read()).updated_at).toBe(service.clock.now().toISOString());
    service.clock.advance(1000);
    await service.call('PATCH', two.path).send({ title: 'renamed' }).expect(200);
    expect(await titles()).toEqual(['one', 'three', 'renamed']);
  });
});

describe('search (?q=)', () => {
  let service: Service;
  beforeAll(async () => void (service = await shared.newTenant()));

  const find = async (q: string, user = 'alice') => {
    const path = `/conversations?user_id=${user}&limit=100&q=${encodeURIComponent(q)}`;
    return idsOf((await service.call('GET', path).expect(200)).body.data);
  };

  it('finds a conversation by whole words of its title, its user and Claude', async () => {
    const talk = await Talk.begin(service, { title: 'Une bibliothèque à Lyon' });
    await Talk.begin(service, { title: 'something else' });
    await service.claude.script([{ text: 'A pangolin, surely.' }]);
    await talk.say('Which animal eats ants? 東京都庁');
    for (const q of ['bibliotheque LYON', 'ants eats', 'PANGOLIN', '都庁', 'pangolin surely']) {
      expect([q, await find(q)]).toEqual([q, [talk.id]]);
    }
    for (const q of ['pango', 'ant', 'biblio', '京東']) expect([q, await find(q)]).toEqual([q, []]);
  });

  it('requires all words in one text: the title, or one message', async () => {
    const talk = await Talk.begin(service, { title: 'quartz garden' });
    await service.claude.script([{ text: 'obsidian meadow' }]);
    await talk.say('feldspar orchard');
    expect(await find('quartz garden')).toEqual([talk.id]);
    expect(await find('obsidian meadow')).toEqual([talk.id]);
    expect(await find('quartz meadow')).toEqual([]);
    expect(await find('feldspar obsidian')).toEqual([]);
  });

  it('searches all branches, and finds a conversation once however often it contains the word', async () => {
    const talk = await Talk.begin(service);
    await service.claude.script([{ text: 'marmot one' }, { text: 'marmot two' }]);
    const { assistant_message } = await talk.say('marmot?');
    await talk.regenerate(assistant_message.id).expect(201);
    expect(await find('marmot')).toEqual([talk.id]);
    expect(await find('marmot one')).toEqual([talk.id]);
  });

  it('finds a renamed conversation by its new title and not by the old one', async () => {
    const talk = await Talk.begin(service, { title: 'heron' });
    await talk.say('hello');
    await service.call('PATCH', talk.path).send({ title: 'kingfisher' }).expect(200);
    expect(await find('heron')).toEqual([]);
    expect(await find('kingfisher')).toEqual([talk.id]);
    await service
      .call('PATCH', talk.path)
      .send({ metadata: { a: 'b' } })
      .expect(200);
    expect(await find('kingfisher')).toEqual([talk.id]);
  });

  it('finds no deleted conversation and none of another user', async () => {
    const [talk, kept] = [
      await Talk.begin(service, { title: 'walrus' }),
      await Talk.begin(service, { user_id: 'bob' }),
    ];
    await talk.say('narwhal');
    await kept.say('narwhal');
    expect(await find('narwhal')).toEqual([talk.id]);
    await service.call('DELETE', talk.path).expect(204);
    expect([await find('walrus'), await find('narwhal')]).toEqual([[], []]);
    expect(await find('narwhal', 'bob')).toEqual([kept.id]);
  });

  it('finds messages that have no answer or only part of one', async () => {
    const [unanswered, partial] = [await Talk.begin(service), await Talk.begin(service)];
    await service.claude.script([{ status: 400 }, { text: 'albatross and more', cut: { after_events: 7 } }]);
    await unanswered.post('cormorant').expect(400);
    await (await partial.stream('which bird')).rest();
    expect(await find('cormorant')).toEqual([unanswered.id]);
    expect(await find('albatross')).toEqual([partial.id]);
  });

  it.each(['!!!', '', 'q'.repeat(257)])('refuses %p, which contains no word to search for', async (q) => {
    const { body } = await service.call('GET', `/conversations?user_id=alice&q=${encodeURIComponent(q)}`).expect(400);
    expect(body.errors[0].field).toBe('q');
  });
});

describe('a word that more than 500 documents contain', () => {
  const COMMON = 520;
  let service: Service;
  const ids: string[] = [];

  beforeAll(async () => {
    service = await shared.newTenant();
    for (let n = 0; n < COMMON; n += 1) {
      ids.unshift((await Talk.begin(service, { title: `common ${n}` })).id);
      if (n % 20 === 0) await Talk.begin(service, { title: `rare ${n}` });
      if (n % 3 === 0) service.clock.advance(1);
    }
    // The oldest conversation receives the last message, and so comes first.
    service.clock.advance(1000);
    const oldest = new Talk(service, ids.pop() ?? '');
    await oldest.say('common');
    ids.unshift(oldest.id);
  });

  it.each([
    [100, 6],
    [37, 15],
  ])('lists all of them once, in order, in pages of %i', async (limit, pages) => {
    const walked = await walk<ConversationJson>(service, `/conversations?user_id=alice&q=common&limit=${limit}`);
    expect(idsOf(walked.rows)).toEqual(ids);
    expect(walked.pages).toBe(pages);
  });

  it('together with a rare word finds the few that contain both', async () => {
    const { rows } = await walk<ConversationJson>(service, '/conversations?user_id=alice&q=common%207&limit=10');
    expect(rows.map(({ title }) => title)).toEqual(['common 7']);
  });
});
