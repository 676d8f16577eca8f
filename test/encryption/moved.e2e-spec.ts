import { DataSource } from 'typeorm';
import { makeKey } from '../support/keys.js';
import { masterKey } from '../support/master-key.js';
import { type Service, shareService, startService } from '../support/service.js';
import { Talk } from '../support/talk.js';

const env = { ENCRYPTION_KEYS: masterKey('test') };
const shared = shareService({ env });
let service: Service;
beforeEach(async () => void (service = await shared.newTenant()));

const sql = <T = Record<string, string>>(statement: string) => service.app.get(DataSource).query<T[]>(statement);
const logged = (id: string) => service.log.filter((line) => line.includes(id)).join('');
const history = async (user: string): Promise<{ id: string }[]> =>
  (await service.call('GET', `/history/${user}`).expect(200)).body.data;

async function make(user: string, text: string, more: object = {}): Promise<string> {
  return (await service.analyze(user, { text, ...more }).expect(201)).body.id;
}

/** Column values of a row with invented content, stored without a key. */
const FORGED = `key_id = NULL, input_text = 'forged', system = NULL, answer_schema = NULL, content = '[]', result = 'forged',
  parsed = NULL, metadata = '{}'`;

describe('a result', () => {
  it.each([
    ['given to another user', () => "user_id = 'bob'"],
    ['given to another user with a key of that user', (other: string) => `user_id = 'bob', key_id = ${keyOf(other)}`],
    ['given the key of another user', (other: string) => `key_id = ${keyOf(other)}`],
    ['robbed of its key', () => 'key_id = NULL'],
    ['given the answer of another row', (other: string) => `result = ${columnOf('result', other)}`],
    ['given the id of another row', () => "id = '019ab0c4-0001-7000-8000-000000000000'"],
    ['given its text as its answer', () => 'result = input_text'],
    ['given its answer as a document', () => 'parsed = result'],
    ['robbed of a document', () => 'parsed = NULL'],
    ['given an answer of its own', () => "result = 'forged'"],
  ])('is neither returned nor replayed, and is logged, if it was %s', async (_name, change) => {
    await service.claude.script([{ text: '{"a":1}' }, { text: 'else' }, { text: '{"a":2}' }]);
    const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
    const secret = await make('alice', 'the secret question', { schema });
    const others = await make('bob', 'something else');

    await sql(`UPDATE results SET ${change(others)} WHERE id = '${secret}'`);

    const [row] = await sql(`SELECT id FROM results WHERE ${tenant()} AND id <> '${others}'`);
    const id = row?.['id'] ?? '';
    const { body } = await service.call('GET', `/results/${id}`).expect(503);
    expect(body.code).toBe('content_unreadable');
    expect(logged(id)).toContain('stored content cannot be read');
    expect((await history('bob')).map((found) => found.id)).toEqual([others]);
    expect(await history('alice')).toEqual([]);
    // The user of the row gets a new answer from Claude.
    const owner = change(others).startsWith('user_id') ? 'bob' : 'alice';
    const { body: asked } = await service.analyze(owner, { text: 'the secret question', schema }).expect(201);
    expect(asked).toMatchObject({ cached: false, parsed: { a: 2 } });
  });

  it('is not found by another tenant that it was moved to', async () => {
    const secret = await make('alice', 'the secret question');
    const other = service.as((await makeKey(service, 'admin', { tenant: 'another' })).key);
    await sql(`UPDATE results SET tenant_id = 'another' WHERE id = '${secret}'`);
    await other.call('GET', `/results/${secret}`).expect(404);
    expect((await other.call('GET', '/history/alice').expect(200)).body.data).toEqual([]);
    await other.analyze('alice', { text: 'the secret question' }).expect(201);
  });

  it.each([
    ["model = 'another'", 'the model'],
    ["answered_model = 'another'", 'the model that answered'],
    ['max_tokens = 1', 'the limit'],
    ["effort = 'low'", 'the effort'],
    ["stop_reason = 'stop_sequence'", 'the stop reason'],
    ['input_tokens = 0', 'the tokens'],
    ['output_tokens = output_tokens + 1', 'the tokens'],
    ['cache_creation_input_tokens = 7', 'the tokens'],
    ['cache_creation_1h_input_tokens = 7', 'the tokens'],
    ['cache_read_input_tokens = 7', 'the tokens'],
    ['tokens_used = 0', 'the tokens'],
    ['cost_pico_usd = 0', 'the cost'],
    ["claude_request_id = 'another'", "the request's id"],
    ["input_digest = 'another'", 'the digest'],
    ["source_id = '019ab0c4-0001-7000-8000-000000000000'", 'the source'],
    ["created_at = '2026-11-01T00:00:00.001Z'", 'the time'],
    ["answered_at = '2026-11-23T11:00:00.000Z'", 'the age'],
    [FORGED, 'all that is encrypted'],
  ])('is not replayed after the change %s, and its text is not logged', async (change) => {
    const asked = { text: 'What is it?' };
    const changed = await make('alice', asked.text);
    await service.analyze('alice', asked).expect(200);

    await sql(`UPDATE results SET ${change} WHERE id = '${changed}'`);

    const { body } = await service.analyze('alice', asked).expect(201);
    expect(body).toMatchObject({ cached: false });
    expect(logged(changed)).toMatch(/stored content (cannot be read|was refused, because it is not sealed \(plain\))/);
    expect(logged(changed)).not.toMatch(/forged|What is it/);
  });

  it('is not replayed for another text, nor a copy for another user', async () => {
    const [one, two] = [await make('alice', 'one'), await make('alice', 'two')];
    await service.analyze('bob', { text: 'one' }).expect(200);
    await sql(`UPDATE results SET cache_key = ${columnOf('cache_key', one)} WHERE id = '${two}'`);
    await sql(`DELETE FROM results WHERE id = '${one}'`);
    await sql(`UPDATE results SET source_id = NULL WHERE ${tenant()} AND user_id = 'bob'`);
    const { body } = await service.analyze('carl', { text: 'one' }).expect(201);
    expect(body.cached).toBe(false);
    const { body: again } = await service.analyze('alice', { text: 'two' }).expect(201);
    expect(again.cached).toBe(false);
  });

  it.each([
    ['a cost of another row', 'cost_pico_usd = 0'],
    ['content that was made up', FORGED],
  ])('is not returned for an idempotency key with %s', async (_name, change) => {
    const once = () => service.analyze('alice', { text: 'once' }).set('Idempotency-Key', 'k');
    const { body } = await once().expect(201);
    await sql(`UPDATE results SET ${change} WHERE id = '${body.id}'`);
    expect((await once().expect(503)).body.code).toBe('content_unreadable');
    expect(await timesAsked()).toBe(1);
  });
});

describe('the outcome of an idempotency key', () => {
  const ask = (key: string, text: string) => service.analyze('alice', { text }).set('Idempotency-Key', key);

  it.each([
    ['that of another key', "outcome = (SELECT c.outcome FROM claims c WHERE c.id = '$other')"],
    ['made up', `outcome = '{"error":{"code":"x","kind":"invalid","title":"x","message":"forged"}}', key_id = NULL`],
    ['given to another request', "fingerprint = (SELECT c.fingerprint FROM claims c WHERE c.id = '$other')"],
    ['kept for longer', "held_until = '2999-01-01T00:00:00.000Z'"],
  ])('is refused if it was %s', async (_name, change) => {
    await ask('a', 'first').expect(201);
    const [lock] = await sql(`SELECT id FROM claims WHERE ${tenant()} AND outcome IS NOT NULL`);
    await ask('b', 'second').expect(201);
    const [other] = await sql(
      `SELECT id FROM claims WHERE ${tenant()} AND outcome IS NOT NULL AND id <> '${lock?.['id']}'`,
    );

    await sql(`UPDATE claims SET ${change.replace('$other', other?.['id'] ?? '')} WHERE id = '${lock?.['id']}'`);

    const text = change.startsWith('fingerprint') ? 'second' : 'first';
    expect((await ask('a', text).expect(503)).body.code).toBe('content_unreadable');
    await ask('b', 'second').expect(201);
    expect(await timesAsked()).toBe(2);
  });
});

describe('a conversation', () => {
  it('is not returned to anyone if it was moved to another user, with or without its messages', async () => {
    const talk = await Talk.begin(service, { user_id: 'alice', title: 'the secret' });
    await talk.say('the secret message');
    for (const table of ['conversations', 'messages']) {
      await sql(`UPDATE ${table} SET user_id = 'bob' WHERE ${tenant()}`);
      await service.call('GET', talk.path).expect(503);
      await service.call('GET', `${talk.path}/messages`).expect(503);
      const { body } = await service.call('GET', '/conversations?user_id=bob').expect(200);
      expect(body.data).toEqual([]);
    }
    await talk.post('more').expect(503);
  });

  it('is not found by another tenant that it was moved to', async () => {
    const talk = await Talk.begin(service, { user_id: 'alice', title: 'the secret' });
    await talk.say('the secret message');
    const other = service.as((await makeKey(service, 'admin', { tenant: 'another' })).key);
    for (const table of ['conversations', 'messages'])
      await sql(`UPDATE ${table} SET tenant_id = 'another' WHERE ${tenant()}`);
    await other.call('GET', talk.path).expect(404);
    expect((await other.call('GET', '/conversations?user_id=alice').expect(200)).body.data).toEqual([]);
  });

  it.each([
    ['an older title of its own', 'title'],
    ['older metadata of its own', 'metadata'],
  ])('is refused with %s in its column', async (_name, column) => {
    const talk = await Talk.begin(service, { user_id: 'alice', title: 'before', metadata: { a: 'before' } });
    const [older] = await sql(`SELECT ${column} FROM conversations WHERE id = '${talk.id}'`);
    await service
      .call('PATCH', talk.path)
      .send({ title: 'after', metadata: { a: 'after' } })
      .expect(200);
    await sql(`UPDATE conversations SET ${column} = '${older?.[column]}' WHERE id = '${talk.id}'`);
    await service.call('GET', talk.path).expect(503);
  });

  it.each(["model = 'another'", "context_policy = 'trim'", "created_at = '2026-11-01T00:00:00.001Z'", 'title = NULL'])(
    'is refused after the change %s',
    async (change) => {
      const talk = await Talk.begin(service, { user_id: 'alice', title: 'title' });
      await sql(`UPDATE conversations SET ${change} WHERE id = '${talk.id}'`);
      await service.call('GET', talk.path).expect(503);
    },
  );
});

describe('a message', () => {
  it.each([
    ['put under another parent', "parent_id = '$first'", '$second'],
    ['made the first one', 'parent_id = NULL', '$second'],
    ['put at another depth', 'depth = 3', '$second'],
    ["said to be Claude's", "role = 'assistant'", '$first'],
    ['given the text of another one', "text = (SELECT m.text FROM messages m WHERE m.id = '$second')", '$first'],
    ['given its metadata as its text', 'text = metadata', '$first'],
    ['robbed of its key', 'key_id = NULL', '$first'],
    ["robbed of Claude's own words", 'content = NULL', '$answer'],
    ['said to have ended otherwise', "stop_reason = 'refusal'", '$answer'],
  ])('is neither returned nor sent to Claude if it was %s', async (_name, change, which) => {
    const talk = await Talk.begin(service, { user_id: 'alice' });
    const { user_message: first, assistant_message: answer } = await talk.say('one');
    const { user_message: second } = await talk.say('two');
    const named = (text: string) =>
      text.replace('$first', first.id).replace('$second', second.id).replace('$answer', answer.id);

    await sql(`UPDATE messages SET ${named(change)} WHERE id = '${named(which)}'`);

    await talk.post('three').expect(503);
    const messages = await talk.tree();
    expect(messages.map(({ id }) => id)).not.toContain(named(which));
    expect(messages).toHaveLength(3);
    expect(await timesAsked()).toBe(2);
  });

  it.each(['cost_pico_usd = 0', 'output_tokens = 0', 'tokens_used = 0', "model = 'another'"])(
    'is not returned for an idempotency key after the change %s',
    async (change) => {
      const talk = await Talk.begin(service, { user_id: 'alice' });
      const once = () => talk.post('hello').set('Idempotency-Key', 'k');
      const { body } = await once().expect(201);
      await sql(`UPDATE messages SET ${change} WHERE id = '${body.assistant_message.id}'`);
      expect((await once().expect(503)).body.code).toBe('content_unreadable');
    },
  );

  it('is not read in a conversation that it was moved to, nor reached from one', async () => {
    const [alices, bobs] = [
      await Talk.begin(service, { user_id: 'alice' }),
      await Talk.begin(service, { user_id: 'bob' }),
    ];
    const { user_message: secret, assistant_message: answer } = await alices.say('the secret message');
    const { user_message: own } = await bobs.say('hello');
    await sql(`UPDATE messages SET parent_id = '${answer.id}', depth = 2 WHERE id = '${own.id}'`);
    await service.call('GET', `${bobs.path}/messages`).expect(503);
    await sql(`UPDATE messages SET conversation_id = '${bobs.id}', user_id = 'bob' WHERE id = '${secret.id}'`);
    expect((await bobs.tree()).map(({ id }) => id)).not.toContain(secret.id);
    await service.call('GET', `${bobs.path}/messages?leaf_id=${secret.id}`).expect(503);
  });
});

describe('preferences', () => {
  it.each(["user_id = 'bob'", 'key_id = NULL', 'system = language', "model = 'another'", 'system = NULL'])(
    'are refused after the change %s',
    async (change) => {
      await service
        .call('PUT', '/users/alice/preferences')
        .send({ system: 'the secret', language: 'Latin' })
        .expect(200);
      await sql(`UPDATE user_preferences SET ${change} WHERE ${tenant()}`);
      const user = change.startsWith('user_id') ? 'bob' : 'alice';
      await service.call('GET', `/users/${user}/preferences`).expect(503);
      await service.analyze(user, { text: 'hello' }).expect(503);
      expect(await timesAsked()).toBe(0);
    },
  );
});

describe('without encryption', () => {
  it.each([
    ['of another conversation', ''],
    ['of another user in the same conversation', ", conversation_id = '$bobs'"],
  ])('a path never includes a message %s', async (_name, more) => {
    const plain = await startService();
    const [alices, bobs] = [await Talk.begin(plain, { user_id: 'alice' }), await Talk.begin(plain, { user_id: 'bob' })];
    const { assistant_message: secret } = await alices.say('the secret message');
    const { user_message: own, assistant_message: last } = await bobs.say('hello');
    const change = (statement: string) => plain.app.get(DataSource).query(statement);
    await change(`UPDATE messages SET parent_id = '${secret.id}', depth = 2 WHERE id = '${own.id}'`);
    await change(`UPDATE messages SET depth = 3 WHERE id = '${last.id}'`);
    if (more !== '')
      await change(`UPDATE messages SET id = id${more.replace('$bobs', bobs.id)} WHERE id = '${secret.id}'`);
    const { body } = await plain.call('GET', `${bobs.path}/messages`).expect(503);
    expect(body.code).toBe('content_unreadable');
    await bobs.post('more').expect(503);
    await plain.stop();
  });
});

async function timesAsked(): Promise<number> {
  return (await service.claude.requests()).filter(({ method }) => method === 'POST').length;
}

function tenant(): string {
  return `tenant_id = '${service.tenant}'`;
}

function columnOf(column: string, id: string): string {
  return `(SELECT r.${column} FROM results r WHERE r.id = '${id}')`;
}

function keyOf(id: string): string {
  return columnOf('key_id', id);
}
