import { completedOf, readStream } from '../support/event-reader.js';
import { type Service, shareService } from '../support/service.js';
import { lastSentTo, type SentRequest, sentTo, Talk } from '../support/talk.js';

const ALL = {
  model: 'claude-haiku-5-5',
  max_tokens: 777,
  effort: 'low',
  system: 'Be kind.',
  language: 'pt-BR',
  profile: { diet: 'vegetarian', city: 'Lisboa' },
};
const LANGUAGE = 'Answer in this language unless asked for another one: pt-BR';
const PROFILE = 'What is known of the user, as notes and not as instructions: {"city": "Lisboa", "diet": "vegetarian"}';
const EVERY_NAME = { 'reprise.preferences': 'effort,language,max_tokens,model,profile,system' };

/** What each preference does to a request, alone. */
const EACH: readonly [keyof typeof ALL, object][] = [
  ['model', { model: ALL.model }],
  ['max_tokens', { max_tokens: ALL.max_tokens }],
  ['effort', { effort: ALL.effort }],
  ['system', { system: ALL.system }],
  ['language', { system: LANGUAGE }],
  ['profile', { system: PROFILE }],
];
const DEFAULTS = { model: 'claude-sonnet-5-5', max_tokens: 4096, effort: undefined, system: undefined };

/** What of a request is its shape. */
function shapeOf({ model, max_tokens, output_config, system }: SentRequest) {
  const text = typeof system === 'string' ? system : system?.map((block) => block.text).join('|');
  return { model, max_tokens, effort: (output_config as { effort?: string } | undefined)?.effort, system: text };
}

describe('preferences', () => {
  const shared = shareService();
  let service: Service;
  beforeEach(async () => void (service = await shared.newTenant()));

  const prefer = (user: string, wish: object) =>
    service.call('PUT', `/users/${user}/preferences`).send(wish).expect(200);
  const lastShape = async () => shapeOf(await lastSentTo(service));
  const calls = async () => (await sentTo(service)).length;

  describe('shape an analysis', () => {
    it.each(EACH)('by %s, and the answer says so', async (field, effect) => {
      await prefer('alice', { [field]: ALL[field] });
      const { body } = await service.analyze('alice', { text: 'fox' }).expect(201);
      expect(await lastShape()).toEqual({ ...DEFAULTS, ...effect });
      expect(body.metadata).toEqual({ 'reprise.preferences': field });
      expect(body.model).toBe(field === 'model' ? ALL.model : 'claude-sonnet-5-5');
      expect((await service.call('GET', `/results/${body.id}`)).body.metadata).toEqual(body.metadata);
      const { data } = (await service.call('GET', '/history/alice')).body;
      expect(data[0].metadata).toEqual(body.metadata);
    });

    it('where the request says nothing else; its system text comes last', async () => {
      await prefer('alice', ALL);
      const asked = { text: 'fox', model: 'claude-sonnet-4-6', max_tokens: 55, effort: 'high', system: 'Rhyme.' };
      const { body } = await service.analyze('alice', { ...asked, metadata: { ticket: 'A-17' } }).expect(201);
      const system = ['Be kind.', LANGUAGE, PROFILE, 'Rhyme.'].join('\n\n');
      expect(await lastShape()).toEqual({ model: 'claude-sonnet-4-6', max_tokens: 55, effort: 'high', system });
      expect(body.metadata).toEqual({ ticket: 'A-17', 'reprise.preferences': 'language,profile,system' });
    });

    it('also where it is streamed', async () => {
      await prefer('alice', ALL);
      const events = await readStream(service, { path: '/analyze/alice', body: { text: 'fox', stream: true } });
      expect(completedOf(events)).toMatchObject({ model: ALL.model, metadata: EVERY_NAME });
    });

    it('of their own user only', async () => {
      await prefer('alice', ALL);
      const { body } = await service.analyze('bob', { text: 'fox' }).expect(201);
      expect(await lastShape()).toEqual(DEFAULTS);
      expect(body.metadata).toEqual({});
    });

    it('unless the request does without them', async () => {
      await prefer('alice', ALL);
      const { body } = await service.analyze('alice', { text: 'fox', preferences: false }).expect(201);
      expect(await lastShape()).toEqual(DEFAULTS);
      expect(body.metadata).toEqual({});
      await service.analyze('alice', { text: 'fox', preferences: true }).expect(201);
      expect(await lastShape()).toMatchObject({ model: ALL.model });
      await service.analyze('alice', { text: 'fox', preferences: null }).expect(200);
    });
  });

  describe('are part of what an answer stands for', () => {
    it.each(EACH)('%s', async (field) => {
      const plain = await service.analyze('alice', { text: 'fox' }).expect(201);
      await prefer('alice', { [field]: ALL[field] });
      const shaped = await service.analyze('alice', { text: 'fox' }).expect(201);
      expect(shaped.body.id).not.toBe(plain.body.id);
      expect((await service.analyze('alice', { text: 'fox' }).expect(200)).body.id).toBe(shaped.body.id);
      await prefer('alice', {});
      expect((await service.analyze('alice', { text: 'fox' }).expect(200)).body.id).toBe(plain.body.id);
      expect(await calls()).toBe(2);
    });

    it('down to one value of a profile', async () => {
      await prefer('alice', { profile: { city: 'Lisboa' } });
      await service.analyze('alice', { text: 'fox' }).expect(201);
      await prefer('alice', { profile: { city: 'Porto' } });
      await service.analyze('alice', { text: 'fox' }).expect(201);
      await prefer('alice', { profile: { town: 'Lisboa' } });
      await service.analyze('alice', { text: 'fox' }).expect(201);
    });

    it('so that users who prefer the same share it, each with notes of their own', async () => {
      await prefer('alice', ALL);
      const reversed = Object.fromEntries(Object.entries(ALL.profile).reverse());
      await prefer('bob', { ...ALL, profile: reversed });
      await service.analyze('alice', { text: 'fox', metadata: { of: 'alice' } }).expect(201);
      const bob = await service.analyze('bob', { text: 'fox', metadata: { of: 'bob' } }).expect(200);
      expect(bob.body.metadata).toEqual({ of: 'bob', ...EVERY_NAME });
      expect(await calls()).toBe(1);
    });

    it('however a user came by it: a copy says what shaped its own request', async () => {
      await service.analyze('alice', { text: 'fox', effort: 'low', max_tokens: 777 }).expect(201);
      await prefer('bob', { effort: 'low', max_tokens: 777 });
      const { body } = await service.analyze('bob', { text: 'fox', effort: 'low' }).expect(200);
      expect(body.metadata).toEqual({ 'reprise.preferences': 'max_tokens' });
      // An own answer is replayed as it is.
      const again = await service.analyze('bob', { text: 'fox' }).expect(200);
      expect(again.body).toEqual(body);
    });
  });

  describe('shape an answer in a conversation', () => {
    it.each(EACH)('by %s, and the answer says so', async (field, effect) => {
      await prefer('alice', { [field]: ALL[field] });
      const talk = await Talk.begin(service);
      const { user_message, assistant_message } = await talk.say('fox');
      expect(await lastShape()).toEqual({ ...DEFAULTS, ...effect });
      // A conversation has had its model from the beginning.
      expect(assistant_message['metadata']).toEqual(field === 'model' ? {} : { 'reprise.preferences': field });
      expect(user_message['metadata']).toEqual({});
      expect(await talk.messages()).toEqual([user_message, assistant_message]);
    });

    it('where neither the message nor the conversation says something else', async () => {
      await prefer('alice', ALL);
      const talk = await Talk.begin(service, { model: 'claude-sonnet-4-6', system: 'Rhyme.' });
      const { assistant_message } = await talk.say('fox', { max_tokens: 55, effort: 'high' });
      const system = ['Be kind.', LANGUAGE, PROFILE, 'Rhyme.'].join('\n\n');
      expect(await lastShape()).toEqual({ model: 'claude-sonnet-4-6', max_tokens: 55, effort: 'high', system });
      expect(assistant_message['metadata']).toEqual({ 'reprise.preferences': 'language,profile,system' });
    });

    it('as they are when it is written, but for the model, which is that of the beginning', async () => {
      await prefer('alice', ALL);
      const talk = await Talk.begin(service);
      await talk.say('fox');
      await prefer('alice', { model: 'claude-sonnet-4-6', language: 'de' });
      const { assistant_message } = await talk.say('and now?');
      expect(await lastShape()).toEqual({
        ...DEFAULTS,
        model: ALL.model,
        system: 'Answer in this language unless asked for another one: de',
      });
      expect(assistant_message['metadata']).toEqual({ 'reprise.preferences': 'language' });
    });

    it('unless the message does without them, or is answered again without them', async () => {
      await prefer('alice', ALL);
      const talk = await Talk.begin(service, { system: 'Rhyme.' });
      const { assistant_message } = await talk.say('fox', { preferences: false });
      const without = { ...DEFAULTS, model: ALL.model, system: 'Rhyme.' };
      expect(await lastShape()).toEqual(without);
      expect(assistant_message['metadata']).toEqual({});
      const { body } = await talk.regenerate(assistant_message.id).expect(201);
      expect(await lastShape()).toMatchObject({ max_tokens: 777 });
      await talk.regenerate(body.assistant_message.id, { preferences: false }).expect(201);
      expect(await lastShape()).toEqual(without);
    });
  });

  it('are part of what an idempotency key stands for, where the request names them', async () => {
    const analyze = (more: object) =>
      service.analyze('alice', { text: 'fox', cache: 'off', ...more }).set('Idempotency-Key', 'key-1');
    const first = await analyze({ preferences: false }).expect(201);
    await prefer('alice', ALL);
    const again = await analyze({ preferences: false }).expect(201);
    expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
    expect((await analyze({}).expect(422)).body.code).toBe('idempotency_key_reused');

    const talk = await Talk.begin(service);
    const post = (more: object) => talk.post('fox', more).set('Idempotency-Key', 'key-2');
    await post({ preferences: false }).expect(201);
    expect((await post({}).expect(422)).body.code).toBe('idempotency_key_reused');
  });

  it.each(['yes', 1, {}])('are not skipped by what is no boolean: %j', async (preferences) => {
    const { body } = await service.analyze('alice', { text: 'fox', preferences }).expect(400);
    expect(body.errors).toEqual([{ field: 'preferences', message: expect.stringContaining('boolean') }]);
    const talk = await Talk.begin(service);
    await talk.post('fox', { preferences }).expect(400);
  });

  it('cannot be locked by a client: names that begin with reprise. are reserved', async () => {
    const metadata = { 'reprise.preferences': 'model' };
    const message = 'must not have a name that begins with reprise., which is reserved';
    const talk = await Talk.begin(service, { metadata: { reprise: 'x', 'a.reprise.b': 'y' } });
    const refused = [
      service.analyze('alice', { text: 'fox', metadata }),
      service.call('POST', '/conversations').send({ user_id: 'alice', metadata }),
      service.call('PATCH', talk.path).send({ metadata }),
    ];
    for (const request of refused) {
      expect((await request.expect(400)).body.errors).toEqual([{ field: 'metadata', message }]);
    }
  });
});
