import { createDatabase, type TestDatabase } from '../support/database.js';
import { newApiKey, type Service, startService } from '../support/service.js';
import { callsOf } from '../support/stored-rows.js';
import { idsOf, lastSentTo, linesOf, Talk, untilSettled } from '../support/talk.js';
import { completedOf, problemOf, shapeOf, startedOf, textOf, turnEvents } from '../support/turn-events.js';

const HOUR_MS = 3_600_000;
const KEY = 'Idempotency-Key';

describe('an idempotency key of a turn', () => {
  let database: TestDatabase;
  let service: Service;
  let env: Record<string, string>;
  let talk: Talk;
  beforeAll(async () => {
    database = await createDatabase();
    env = { ANTHROPIC_API_KEY: newApiKey(), CLAUDE_MAX_RETRIES: '0' };
    service = await startService({ database, env });
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });
  let key: string;
  let keys = 0;
  let callsBefore: number;
  beforeEach(async () => {
    talk = await Talk.begin(service);
    key = `key-${(keys += 1)}`;
    callsBefore = (await service.claude.stats()).messages;
  });

  const post = (content: string, more: object = {}) => talk.post(content, more).set(KEY, key);
  const stream = (content: string, more: object = {}) => talk.stream(content, more, { [KEY]: key });
  const calls = async () => (await service.claude.stats()).messages - callsBefore;

  it('returns the same turn again, without another call, however the conversation continued', async () => {
    const first = await post('Where to?').expect(201);
    await talk.say('and then?');
    const again = await post('Where to?').expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await calls()).toBe(2);
    expect(await talk.tree()).toHaveLength(4);
  });

  it('returns it as a stream after a plain request, and the other way round', async () => {
    const { body: turn } = await post('Where to?').expect(201);
    const reader = await stream('Where to?');
    const events = await turnEvents(reader);
    expect(reader.headers['idempotent-replayed']).toBe('true');
    expect(shapeOf(events)).toBe('message.started message.delta message.completed');
    expect(startedOf(events)).toEqual({ id: turn.assistant_message.id, user_message: turn.user_message });
    expect(textOf(events)).toBe(turn.assistant_message.text);
    expect(completedOf(events)).toEqual(turn);
    expect(await calls()).toBe(1);
  });

  it('makes a repeat wait for the first request, instead of finding the conversation busy', async () => {
    await service.claude.script([{ hold: 'gate' }]);
    const plain = Array.from({ length: 5 }, () => post('Where to?').then(({ status, body }) => ({ status, body })));
    await service.claude.waitForInFlight(1);
    const streams = Array.from({ length: 5 }, () => stream('Where to?'));
    await service.claude.release('gate');
    const turns = await Promise.all(plain);
    expect(turns.map(({ status }) => status)).toEqual(turns.map(() => 201));
    const [first] = turns.map(({ body }) => body);
    for (const { body } of turns) expect(body).toEqual(first);
    for (const reader of await Promise.all(streams)) expect(completedOf(await turnEvents(reader))).toEqual(first);
    expect(await calls()).toBe(1);
    expect(await talk.tree()).toHaveLength(2);
  });

  it('is refused for any other request, before and after the first answer', async () => {
    const other = await Talk.begin(service);
    const { assistant_message: answer } = await talk.say('before');
    await service.claude.script([{ hold: 'gate' }]);
    const first = post('Where to?').then(({ status }) => status);
    await service.claude.waitForInFlight(1);
    for (const isAnswered of [false, true]) {
      if (isAnswered) {
        await service.claude.release('gate');
        expect(await first).toBe(201);
      }
      for (const request of [
        post('Where to? '),
        post('Where to?', { parent_id: null }),
        post('Where to?', { max_tokens: 5 }),
        other.post('Where to?').set(KEY, key),
        talk.regenerate(answer.id).set(KEY, key),
        service.analyze('alice', { text: 'Where to?' }).set(KEY, key),
      ]) {
        expect((await request.expect(422)).body.code).toBe('idempotency_key_reused');
      }
    }
    expect(await calls()).toBe(2);
    expect(await other.tree()).toEqual([]);
  });

  it.each([
    [{ status: 500 }, 502],
    [{ status: 529 }, 503],
    [{ cut: 'before_response' as const }, 502],
  ])('of a message without an answer has the same message answered: %j', async (step, status) => {
    await talk.say('before');
    await service.claude.script([step, step]);
    for (let n = 0; n < 2; n += 1) {
      const { headers } = await post('Where to?').expect(status);
      expect(headers['idempotent-replayed']).toBeUndefined();
    }
    const left = (await talk.messages()).at(-1);
    const { body, headers } = await post('Where to?').expect(201);
    expect(headers['idempotent-replayed']).toBeUndefined();
    expect(body.user_message).toEqual({ ...left, status: 'complete' });
    expect(idsOf((await talk.tree()).slice(2))).toEqual([left?.id, body.assistant_message.id]);
    expect((await post('Where to?').expect(201)).headers['idempotent-replayed']).toBe('true');
    expect(await calls()).toBe(4);
  });

  it('has it answered in its place, also if the conversation has continued beside it', async () => {
    const { assistant_message: before } = await talk.say('before');
    await service.claude.script([{ status: 500 }]);
    await post('Where to?').expect(502);
    await talk.say('beside');
    const { body } = await post('Where to?').expect(201);
    expect(body.user_message.parent_id).toBe(before.id);
    expect(linesOf(await lastSentTo(service))).toEqual([
      'user: before',
      `assistant: ${before.text}`,
      'user: Where to?',
    ]);
    expect(await talk.tree()).toHaveLength(6);
  });

  it('of a message without an answer is refused for another message', async () => {
    await service.claude.script([{ status: 500 }]);
    await post('Where to?').expect(502);
    expect((await post('Where from?').expect(422)).body.code).toBe('idempotency_key_reused');
    expect(await talk.tree()).toHaveLength(1);
  });

  it('stores no second message if the first was answered by `regenerate` meanwhile', async () => {
    await service.claude.script([{ status: 500 }]);
    await post('Where to?').expect(502);
    const [left] = await talk.messages();
    await talk.regenerate(left?.id ?? '').expect(201);
    const { body } = await post('Where to?').expect(201);
    expect(body.user_message).toEqual({ ...left, status: 'complete' });
    expect((await talk.tree()).filter(({ role }) => role === 'user')).toHaveLength(1);
  });

  it.each(['before the first event', 'after it'])(
    'of a stream that its client aborted %s has the same message answered',
    async (when) => {
      await service.claude.script([{ hold: 'gate', ...(when === 'after it' && { hold_after_events: 5 }) }]);
      const started = talk.start('Where to?', { on_disconnect: 'abort' }, { [KEY]: key });
      await service.claude.waitForInFlight(1);
      if (when === 'after it') await (await started.opened).take(1);
      started.leave();
      await untilSettled(service, (await callsOf(service)).length);
      const [asked] = await talk.messages();
      const { body, headers } = await post('Where to?').expect(201);
      expect(headers['idempotent-replayed']).toBeUndefined();
      expect(body.user_message).toEqual({ ...asked, status: 'complete' });
      expect(body.assistant_message.status).toBe('complete');
      expect(linesOf(await lastSentTo(service))).toEqual(['user: Where to?']);
      expect((await talk.tree()).filter(({ role }) => role === 'user')).toHaveLength(1);
    },
  );

  it('of a billed stream that broke off returns the same error again, without another call', async () => {
    await service.claude.script([{ cut: { after_events: 6 } }]);
    const problem = problemOf(await turnEvents(await stream('Where to?')));
    expect(problem).toMatchObject({ code: 'claude_error', status: 502 });
    const again = await post('Where to?').expect(502);
    expect(again.body).toEqual({ ...problem, instance: `${talk.path}/messages` });
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await calls()).toBe(1);
    expect(await talk.tree()).toHaveLength(2);
  });

  it('of a refused message returns the refusal again, without another call', async () => {
    await service.claude.script([{ text: 'No.', stop_reason: 'refusal' }]);
    const first = await post('refuse me').expect(422);
    const again = await post('refuse me').expect(422);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await calls()).toBe(1);
  });

  it('of a regenerated answer returns that answer again', async () => {
    const { assistant_message: first } = await talk.say('Where to?');
    const answer = await talk.regenerate(first.id).set(KEY, key).expect(201);
    const again = await talk.regenerate(first.id).set(KEY, key).expect(201);
    expect(again.body).toEqual(answer.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await talk.tree()).toHaveLength(3);
  });

  it('is not used up by an invalid request, or by one that found the conversation busy', async () => {
    await post('').expect(400);
    await service.claude.script([{ hold: 'gate' }]);
    const first = talk.say('first');
    await service.claude.waitForInFlight(1);
    await post('second').expect(409);
    await service.claude.release('gate');
    await first;
    const { headers } = await post('second').expect(201);
    expect(headers['idempotent-replayed']).toBeUndefined();
    expect(await talk.tree()).toHaveLength(4);
  });

  it('of a conversation that has since been deleted answers 404, without another call', async () => {
    await post('Where to?').expect(201);
    await service.call('DELETE', talk.path).expect(204);
    await post('Where to?').expect(404);
    expect(await calls()).toBe(1);
  });

  it('is kept across a restart, for an answer and for a message without one', async () => {
    const first = await post('Where to?').expect(201);
    await service.claude.script([{ status: 500 }]);
    await talk.post('And then?').set(KEY, `${key}-left`).expect(502);
    const left = (await talk.messages()).at(-1);
    await service.stop();
    service = await startService({ database, env, clock: service.clock });
    talk = new Talk(service, talk.id);
    expect((await post('Where to?').expect(201)).body).toEqual(first.body);
    const { body } = await talk.post('And then?').set(KEY, `${key}-left`).expect(201);
    expect(body.user_message.id).toBe(left?.id);
    expect(await calls()).toBe(3);
  });

  it('is remembered for 48 hours, then forgotten', async () => {
    const first = await post('Where to?').expect(201);
    service.clock.advance(48 * HOUR_MS);
    expect((await post('Where to?').expect(201)).body).toEqual(first.body);
    service.clock.advance(1);
    const { body } = await post('Where to?').expect(201);
    expect(body.user_message.id).not.toBe(first.body.user_message.id);
    expect(await calls()).toBe(2);
  });

  it('is also forgotten if its message has no answer: then it stores a new message', async () => {
    await service.claude.script([{ status: 500 }]);
    await post('Where to?').expect(502);
    service.clock.advance(48 * HOUR_MS + 1);
    const { body } = await post('Where from?').expect(201);
    expect((await talk.tree()).map(({ text }) => text)).toEqual([
      'Where to?',
      'Where from?',
      body.assistant_message.text,
    ]);
  });
});
