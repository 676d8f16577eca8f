import { type Service, startService } from '../support/service.js';
import { callsOf } from '../support/stored-rows.js';
import { idsOf, lastSentTo, linesOf, type MessageJson, Talk, transcriptOf } from '../support/talk.js';

const UNKNOWN_ID = '01a206d0-3980-74cc-b8c9-a31c0612d36f';

describe('POST /conversations/{id}/fork', () => {
  let service: Service;
  let talk: Talk;
  let messages: MessageJson[];
  const given = { title: 'Lisbon', system: 'Be brief.', context: 'trim', metadata: { a: '1' } };

  beforeAll(async () => {
    service = await startService();
    await service.claude.defaults({ thinking: true });
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    talk = await Talk.begin(service, given);
    for (const content of ['one', 'two', 'three']) await talk.say(content);
    messages = await talk.messages();
    service.clock.advance(1000);
  });

  const idAt = (index: number) => messages[index]?.id ?? '';
  /** @returns the fields of a message that are the same in a copy */
  const saidIn = ({ id: _, conversation_id: __, parent_id: ___, ...said }: MessageJson) => said;

  it('creates a conversation with a copy of one path under new ids, without a call to Claude', async () => {
    await talk.regenerate(idAt(3)).expect(201);
    const calls = await callsOf(service);
    const { body, headers } = await service
      .call('POST', `${talk.path}/fork`)
      .send({ message_id: idAt(5) })
      .expect(201);
    const fork = new Talk(service, body.id);
    const copies = await fork.messages();

    const now = service.clock.now().toISOString();
    const made = { id: fork.id, created_at: now, updated_at: now, current_leaf_id: copies.at(-1)?.id };
    expect(body).toEqual({ ...(await talk.read()), ...given, ...made });
    expect(headers['location']).toBe(fork.path);
    expect(await fork.read()).toEqual(body);
    expect(copies.map(saidIn)).toEqual(messages.map(saidIn));
    expect(copies.map(({ parent_id }) => parent_id)).toEqual([null, ...idsOf(copies).slice(0, -1)]);
    expect(new Set([...idsOf(copies), ...idsOf(await talk.tree())]).size).toBe(6 + 7);
    expect(await fork.tree()).toHaveLength(6);
    expect(await callsOf(service)).toEqual(calls);
  });

  it('copies up to the given message, and accepts another title and metadata', async () => {
    const fork = await talk.fork(idAt(1), { title: 'Porto', metadata: {} });
    expect(await fork.read()).toMatchObject({ ...given, title: 'Porto', metadata: {} });
    expect(transcriptOf(await fork.messages())).toEqual(transcriptOf(messages).slice(0, 2));
  });

  it('is independent of the original: messages written to one never appear in the other', async () => {
    const fork = await talk.fork(idAt(5));
    const before = transcriptOf(messages);
    await talk.say('only here');
    await fork.say('only there');
    expect(linesOf(await lastSentTo(service))).toEqual([...before, 'user: only there']);
    const copies = await fork.messages();
    await fork.regenerate(copies[1]?.id ?? '').expect(201);
    expect(transcriptOf(await talk.tree())).toEqual([...before, 'user: only here', expect.any(String)]);
    expect(transcriptOf(await fork.tree())).not.toContain('user: only here');
    await talk.regenerate(copies[1]?.id ?? '').expect(404);
    await fork.post('x', { parent_id: idAt(1) }).expect(404);
  });

  it.each(['original', 'copy'])('keeps one when the other is deleted: the %s is deleted', async (which) => {
    const fork = await talk.fork(idAt(5));
    const [deleted, kept] = which === 'original' ? [talk, fork] : [fork, talk];
    const before = await kept.messages();
    await service.call('DELETE', deleted.path).expect(204);
    expect(await kept.messages()).toEqual(before);
    await kept.say('still here');
    expect(linesOf(await lastSentTo(service))).toEqual([...transcriptOf(before), 'user: still here']);
    expect((await lastSentTo(service)).messages[1]?.content).toEqual(before[1]?.content);
  });

  it("may end with a user's message, which can then be answered or skipped", async () => {
    const [answered, passedBy] = [await talk.fork(idAt(4)), await talk.fork(idAt(4))];
    const asked = (await answered.messages()).at(-1);
    expect(asked).toMatchObject({ text: 'three', status: 'interrupted' });
    const { body } = await answered.regenerate(asked?.id ?? '').expect(201);
    expect(body.user_message).toEqual({ ...asked, status: 'complete' });
    expect(linesOf(await lastSentTo(service))).toEqual(transcriptOf(messages).slice(0, 5));
    await passedBy.say('four');
    expect(linesOf(await lastSentTo(service))).toEqual([...transcriptOf(messages).slice(0, 4), 'user: four']);
  });

  it('of a fork is possible', async () => {
    const fork = await talk.fork(idAt(5));
    const again = await fork.fork((await fork.messages())[3]?.id ?? '');
    expect((await again.messages()).map(saidIn)).toEqual(messages.slice(0, 4).map(saidIn));
  });

  it('creates a copy that search finds like the original', async () => {
    await talk.say('chrysanthemum');
    const fork = await talk.fork((await talk.read()).current_leaf_id ?? '');
    const { body } = await service.call('GET', '/conversations?user_id=alice&q=chrysanthemum').expect(200);
    expect(idsOf(body.data)).toEqual([fork.id, talk.id]);
  });

  it.each([
    [404, { message_id: UNKNOWN_ID }, 'not_found'],
    [400, {}, 'validation_failed'],
    [400, { message_id: '42' }, 'validation_failed'],
    [400, { message_id: UNKNOWN_ID, title: '' }, 'validation_failed'],
    [400, { message_id: UNKNOWN_ID, user_id: 'bob' }, 'validation_failed'],
  ])('is a %i for %j, and creates nothing', async (status, body, code) => {
    const list = async () => (await service.call('GET', '/conversations?user_id=alice&limit=100').expect(200)).body;
    const before = await list();
    const answer = await service.call('POST', `${talk.path}/fork`).send(body).expect(status);
    expect(answer.body.code).toBe(code);
    expect(await list()).toEqual(before);
  });

  it('does not accept a message of another conversation', async () => {
    const other = await Talk.begin(service);
    const body = { message_id: (await other.say('elsewhere')).assistant_message.id };
    await service.call('POST', `${talk.path}/fork`).send(body).expect(404);
  });
});
