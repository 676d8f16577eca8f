import { createDatabase } from '../support/database.js';
import { count } from '../support/rows.js';
import { newApiKey, type Service, startService } from '../support/service.js';
import { callsOf } from '../support/stored-rows.js';
import { lastSentTo, linesOf, sentTo, Talk, transcriptOf } from '../support/talk.js';
import { problemOf, shapeOf, turnEvents } from '../support/turn-events.js';

describe('while an answer is being generated', () => {
  let service: Service;
  let talk: Talk;
  beforeAll(async () => void (service = await startService({ env: { CLAUDE_MAX_RETRIES: '0' } })));
  beforeEach(async () => void (talk = await Talk.begin(service)));
  afterAll(() => service.stop());

  /** Posts a message whose answer the simulated Claude holds back until `release`. */
  async function held(content: string): Promise<{ status: Promise<number>; release: () => Promise<void> }> {
    await service.claude.script([{ hold: 'gate' }]);
    const status = talk.post(content).then((answer) => answer.status);
    await service.claude.waitForInFlight(1);
    return { status, release: () => service.claude.release('gate') };
  }

  it('its message has the status pending, then complete', async () => {
    const { status, release } = await held('first');
    const [asked, ...others] = await talk.messages();
    expect(asked).toMatchObject({ text: 'first', status: 'pending' });
    expect(others).toEqual([]);
    expect(await talk.tree()).toEqual([asked]);
    expect(await talk.read()).toMatchObject({ title: 'first', current_leaf_id: asked?.id });
    await release();
    expect(await status).toBe(201);
    expect((await talk.messages())[0]).toEqual({ ...asked, status: 'complete' });
  });

  it('no other message is pending: an interrupted one stays interrupted while an earlier one is regenerated', async () => {
    const { assistant_message: first } = await talk.say('first');
    await service.claude.script([{ status: 500 }]);
    await talk.post('second').expect(502);
    await service.claude.script([{ hold: 'gate' }]);
    const again = talk.regenerate(first.id).then(({ status }) => status);
    await service.claude.waitForInFlight(1);
    const second = (await talk.messages()).at(-1);
    await service.claude.release('gate');
    expect(await again).toBe(201);
    expect(second).toMatchObject({ text: 'second', status: 'interrupted' });
  });

  it('another message or regeneration is refused with a 409 and Retry-After, and stores nothing', async () => {
    const { assistant_message: before } = await talk.say('before');
    const { status, release } = await held('first');
    const tree = await talk.tree();
    for (const request of [
      talk.post('second'),
      talk.post('second', { parent_id: null }),
      talk.post('second', { wait: false }),
      talk.regenerate(before.id),
    ]) {
      const { body, headers } = await request.expect(409);
      expect(body).toMatchObject({ code: 'conversation_busy', status: 409 });
      expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    }
    const reader = await talk.stream('second');
    expect([reader.status, (await reader.problem()).code]).toEqual([409, 'conversation_busy']);
    expect(reader.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(await talk.tree()).toEqual(tree);
    await release();
    expect(await status).toBe(201);
    expect((await talk.tree()).map(({ text }) => text)).not.toContain('second');
  });

  it('the conversation can be read, renamed, listed and forked', async () => {
    await talk.say('before');
    const { status, release } = await held('first');
    await service.call('PATCH', talk.path).send({ title: 'renamed' }).expect(200);
    const { body: list } = await service.call('GET', '/conversations?user_id=alice&limit=1').expect(200);
    expect(list.data).toMatchObject([{ id: talk.id, title: 'renamed' }]);
    const fork = await talk.fork((await talk.messages())[2]?.id ?? '');
    expect((await fork.messages()).at(-1)).toMatchObject({ text: 'first', status: 'interrupted' });
    await fork.say('elsewhere');
    await release();
    expect(await status).toBe(201);
    expect(await talk.read()).toMatchObject({ title: 'renamed' });
    expect(await fork.messages()).toHaveLength(4);
  });

  it('waiting messages are answered one after another, each with the answers before it', async () => {
    const { status, release } = await held('first');
    const waiting = Array.from({ length: 4 }, (_, n) => talk.say(`waiting ${n}`, { wait: true }));
    const streamed = talk.stream('waiting as a stream', { wait: true }).then((reader) => turnEvents(reader));
    expect(await talk.messages()).toMatchObject([{ text: 'first', status: 'pending' }]);
    await release();
    expect(await status).toBe(201);
    await Promise.all(waiting);
    expect(shapeOf(await streamed)).toBe('message.started message.delta message.completed');
    const messages = await talk.messages();
    expect(messages).toHaveLength(12);
    expect((await talk.tree()).length).toBe(12);
    const own = (await sentTo(service)).filter(({ messages: [root] }) => root?.content === 'first');
    expect(own.slice(-6).map(linesOf)).toEqual(
      Array.from({ length: 6 }, (_, n) => transcriptOf(messages).slice(0, n * 2 + 1)),
    );
  });

  it('waiting messages are answered even if the first one fails', async () => {
    await service.claude.script([{ hold: 'gate', status: 500 }]);
    const first = talk.post('first').then(({ status }) => status);
    await service.claude.waitForInFlight(1);
    const waiting = talk.say('second', { wait: true });
    await service.claude.release('gate');
    expect([await first, (await waiting).user_message.parent_id]).toEqual([502, null]);
    expect(linesOf(await lastSentTo(service))).toEqual(['user: second']);
  });

  it('other conversations are not delayed', async () => {
    const other = await Talk.begin(service);
    const { status, release } = await held('first');
    await other.say('at once');
    await service.claude.script([{ hold: 'gate' }]);
    const second = other.say('held as well');
    expect((await service.claude.waitForInFlight(2)).in_flight).toBe(2);
    await release();
    expect(await status).toBe(201);
    await second;
  });

  it('the conversation can be deleted: nothing of it is left, and waiting requests are answered with an error', async () => {
    await talk.say('before');
    const { status, release } = await held('first');
    const waiting = talk.post('second', { wait: true }).then((answer) => answer.status);
    await service.call('DELETE', talk.path).expect(204);
    await release();
    expect(await status).toBe(404);
    expect(await waiting).toBe(404);
    const ofTalk = (table: string) => `SELECT count(*) FROM ${table} WHERE conversation_id = '${talk.id}'`;
    const index = service.database.dialect === 'sqlite' ? 'conversations_search_docs' : 'conversations_search';
    expect(await count(service.database, ofTalk('messages'))).toBe(0);
    expect(await count(service.database, ofTalk(index))).toBe(0);
    const last = (await callsOf(service)).at(-1);
    expect(last).toMatchObject({ status: 'succeeded', error_code: null });
    expect([Number(last?.input_tokens) > 0, Number(last?.output_tokens) > 0]).toEqual([true, true]);
  });

  it('deleting the conversation ends a stream that has begun with an error', async () => {
    await service.claude.script([{ text: 'words '.repeat(20), hold: 'rest', hold_after_events: 6 }]);
    const reader = await talk.stream('first');
    const begun = await turnEvents(reader, 2);
    await service.call('DELETE', talk.path).expect(204);
    await service.claude.release('rest');
    const events = [...begun, ...(await turnEvents(reader))];
    expect(shapeOf(events)).toBe('message.started message.delta error');
    expect(problemOf(events)).toMatchObject({ code: 'not_found', status: 404 });
    expect(await count(service.database, `SELECT count(*) FROM messages WHERE conversation_id = '${talk.id}'`)).toBe(0);
    expect((await callsOf(service)).at(-1)).toMatchObject({ status: 'succeeded' });
  });
});

declare const DIALECT: 'sqlite' | 'postgres';
const onPostgres = DIALECT === 'postgres' ? describe : describe.skip;

onPostgres('while an answer is being generated at another replica', () => {
  it('the conversation is busy here as well, and waiting messages are answered afterwards', async () => {
    const database = await createDatabase();
    const env = { ANTHROPIC_API_KEY: newApiKey() };
    const here = await startService({ database, env });
    const there = await startService({ database, env, clock: here.clock });
    const talk = await Talk.begin(here);
    const same = new Talk(there, talk.id);
    await here.claude.script([{ hold: 'gate' }]);
    const first = talk.say('first');
    await here.claude.waitForInFlight(1);
    expect((await same.post('second').expect(409)).body.code).toBe('conversation_busy');
    expect(await same.messages()).toMatchObject([{ text: 'first', status: 'pending' }]);
    const waiting = same.say('third', { wait: true });
    await here.claude.release('gate');
    const { assistant_message } = await first;
    expect((await waiting).user_message.parent_id).toBe(assistant_message.id);
    expect(await talk.messages()).toHaveLength(4);
    await Promise.all([here.stop(), there.stop()]);
    await database.drop();
  });
});
