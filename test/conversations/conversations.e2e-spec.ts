import { count } from '../support/rows.js';
import { type Service, shareService, startService } from '../support/service.js';
import { Talk } from '../support/talk.js';

const UNKNOWN_ID = '01a206d0-3980-74cc-b8c9-a31c0612d36f';

const shared = shareService();

describe('POST /conversations', () => {
  let service: Service;
  beforeAll(async () => void (service = await shared.newTenant()));

  const create = (body: object) => service.call('POST', '/conversations').send(body);

  it('requires a user', async () => {
    const { body } = await service.call('POST', '/conversations').send({ title: 'Trip' }).expect(400);
    expect(body.errors).toEqual([{ field: 'user_id', message: 'is required' }]);
    expect((await service.call('GET', '/conversations').expect(400)).body.errors[0].message).toBe('is required');
  });

  it('creates an empty conversation with the given fields, and returns its location', async () => {
    const given = {
      user_id: 'alice',
      title: 'A week in Lisbon',
      system: 'Be patient.',
      model: 'claude-haiku-4-5',
      context: 'trim',
      metadata: { ticket: 'A-17' },
    };
    const { body, headers } = await create(given).expect(201);
    const now = service.clock.now().toISOString();
    const made = { id: expect.any(String), current_leaf_id: null, created_at: now, updated_at: now };
    expect(body).toEqual({ ...given, ...made });
    expect(headers['location']).toBe(`/conversations/${body.id}`);
    expect((await service.call('GET', headers['location'] ?? '').expect(200)).body).toEqual(body);
    expect((await service.call('GET', `/conversations/${body.id}/messages`).expect(200)).body.data).toEqual([]);
    expect((await service.claude.stats()).requests).toBe(0);
  });

  it('requires only a user; null is the same as a missing field', async () => {
    const defaults = { title: null, system: null, model: 'claude-sonnet-5-5', context: 'full', metadata: {} };
    expect((await create({ user_id: 'alice' }).expect(201)).body).toMatchObject(defaults);
    const nothing = { title: null, system: null, model: null, context: null, metadata: null };
    expect((await create({ user_id: 'alice', ...nothing }).expect(201)).body).toMatchObject(defaults);
  });

  it('sets the model of every answer', async () => {
    const talk = await Talk.begin(service, { model: 'claude-opus-4-8' });
    expect((await talk.say('hello')).assistant_message.model).toBe('claude-opus-4-8');
  });

  it.each(['t'.repeat(200), '🦊'.repeat(200), '❤️'.repeat(100)])('accepts the longest title: %#', async (title) => {
    expect((await create({ user_id: 'alice', title }).expect(201)).body.title).toBe(title);
  });

  it.each([
    ['user_id', undefined],
    ['user_id', null],
    ['user_id', ''],
    ['user_id', 'a b'],
    ['user_id', 'u'.repeat(129)],
    ['title', ''],
    ['title', ' \n\t '],
    ['title', 't'.repeat(201)],
    ['title', '❤️'.repeat(200)],
    ['title', 'nul \u0000'],
    ['title', 7],
    ['system', ''],
    ['system', 's'.repeat(200_001)],
    ['model', 'no spaces allowed'],
    ['context', 'half'],
    ['metadata', { n: 1 }],
    ['current_leaf_id', UNKNOWN_ID],
    ['temperature', 1],
  ])('refuses an invalid %s with a 400 that names it, and stores nothing: %#', async (field, value) => {
    const { body } = await create({ user_id: 'mallory', [field]: value }).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    const { body: list } = await service.call('GET', '/conversations?user_id=mallory').expect(200);
    expect(list.data).toEqual([]);
  });
});

describe('a missing conversation', () => {
  let service: Service;
  let deleted: Talk;
  let messageId: string;
  beforeAll(async () => {
    service = await shared.newTenant();
    deleted = await Talk.begin(service);
    messageId = (await deleted.say('hello')).assistant_message.id;
    await service.call('DELETE', deleted.path).expect(204);
  });

  it.each([
    ['GET', '', undefined],
    ['PATCH', '', { title: 'new' }],
    ['DELETE', '', undefined],
    ['GET', '/messages', undefined],
    ['GET', '/messages?view=tree', undefined],
    ['GET', '/messages?leaf_id=MESSAGE', undefined],
    ['POST', '/messages', { content: 'hello' }],
    ['POST', '/messages/MESSAGE/regenerate', {}],
    ['POST', '/fork', { message_id: 'MESSAGE' }],
  ] as const)('is a 404 that does not say whether it ever was: %s %s', async (method, path, body) => {
    const ask = async (id: string) => {
      const withIds = (text: string) => text.replace('MESSAGE', messageId);
      const sent = body && (JSON.parse(withIds(JSON.stringify(body))) as object);
      const answer = await service
        .call(method, `/conversations/${id}${withIds(path)}`)
        .send(sent)
        .expect(404);
      expect(answer.body.instance).toContain(id);
      return { ...answer.body, instance: undefined };
    };
    const problem = await ask(deleted.id);
    expect(problem).toMatchObject({ code: 'not_found', status: 404 });
    expect(await ask(UNKNOWN_ID)).toEqual(problem);
    expect((await service.claude.stats()).messages).toBe(1);
  });

  it('is a 400 if its id is invalid', async () => {
    for (const path of ['/conversations/42', '/conversations/42/messages']) {
      expect((await service.call('GET', path).expect(400)).body.errors[0].field).toBe('id');
    }
  });
});

describe('PATCH /conversations/{id}', () => {
  let service: Service;
  beforeAll(async () => void (service = await shared.newTenant()));

  const change = (talk: Talk, body: object) => service.call('PATCH', talk.path).send(body);

  it.each([
    { title: 'Lisbon' },
    { context: 'summarise' },
    { metadata: { b: '2' } },
    { metadata: {} },
    { title: 'Porto', context: 'trim', metadata: { c: '3' } },
    {},
    { title: null, context: null, metadata: null },
  ])('changes the given fields, and nothing else: %j', async (named) => {
    const talk = await Talk.begin(service, { title: 'First', system: 'Be brief.', metadata: { a: '1' } });
    await talk.say('hello');
    const [before, messages] = [await talk.read(), await talk.messages()];
    service.clock.advance(1000);
    const { body } = await change(talk, named).expect(200);
    const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
    expect(body).toEqual({ ...before, ...given });
    expect(await talk.read()).toEqual(body);
    expect(await talk.messages()).toEqual(messages);
  });

  it.each([
    ['title', ''],
    ['title', '  '],
    ['title', 't'.repeat(201)],
    ['context', 'none'],
    ['metadata', 'x'],
    ['system', 'Be a different assistant.'],
    ['model', 'claude-opus-5-5'],
    ['user_id', 'bob'],
  ])('refuses an invalid or immutable %s with a 400 that names it: %#', async (field, value) => {
    const talk = await Talk.begin(service, { title: 'First' });
    const before = await talk.read();
    const { body } = await change(talk, { [field]: value }).expect(400);
    expect(body.errors[0].field).toBe(field);
    expect(await talk.read()).toEqual(before);
  });
});

describe('DELETE /conversations/{id}', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService()));
  afterAll(() => service.stop());

  const inSearch = async () => {
    const tables = [
      'conversations_search',
      ...(service.database.dialect === 'sqlite' ? ['conversations_search_docs'] : []),
    ];
    return Promise.all(tables.map((table) => count(service.database, `SELECT count(*) FROM ${table}`)));
  };

  it('deletes its messages and search terms, and nothing of other conversations', async () => {
    const other = await Talk.begin(service, { title: 'the other' });
    await other.say('stays');
    const [before, found] = [await other.messages(), await inSearch()];
    const talk = await Talk.begin(service, { title: 'ephemeral' });
    const { assistant_message } = await talk.say('first');
    await talk.say('second');
    await talk.regenerate(assistant_message.id).expect(201);
    await service.call('DELETE', talk.path).expect(204, '');

    await service.call('DELETE', talk.path).expect(404);
    expect(await count(service.database, 'SELECT count(*) FROM conversations')).toBe(1);
    expect(await count(service.database, 'SELECT count(*) FROM messages')).toBe(2);
    expect(await inSearch()).toEqual(found);
    expect(found[0]).toBe(3);
    expect(await other.messages()).toEqual(before);
  });

  it('leaves its calls in the journal', async () => {
    expect(await count(service.database, "SELECT count(*) FROM calls WHERE status = 'succeeded'")).toBe(4);
  });
});
