import { sendRaw } from '../support/raw-request.js';
import { type Service, startService } from '../support/service.js';
import { idsOf, lastSentTo, linesOf, sentTo, Talk, transcriptOf } from '../support/talk.js';

const UNKNOWN_ID = '01a206d0-3980-74cc-b8c9-a31c0612d36f';

describe('regenerate', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService({ env: { CLAUDE_MAX_RETRIES: '0' } })));
  afterAll(() => service.stop());

  it('adds another answer to the same message, from the same request', async () => {
    const talk = await Talk.begin(service, { system: 'Be brief.' });
    const { user_message: asked, assistant_message: first } = await talk.say('Where to?');
    const { body, headers } = await talk.regenerate(first.id).expect(201);
    expect(body.user_message).toEqual(asked);
    expect(body.assistant_message).toMatchObject({ parent_id: asked.id, role: 'assistant', status: 'complete' });
    expect(body.assistant_message.text).not.toBe(first.text);
    expect(headers['location']).toBe(`${talk.path}/messages?leaf_id=${body.assistant_message.id}`);
    const [before, after] = (await sentTo(service)).slice(-2);
    expect(after).toEqual(before);
    expect(await talk.tree()).toEqual([asked, first, body.assistant_message]);
    expect(await talk.messages()).toEqual([asked, body.assistant_message]);
    expect(await talk.messages(`?leaf_id=${first.id}`)).toEqual([asked, first]);
  });

  it('makes the conversation continue from the new answer, or from the old one if that is named', async () => {
    const talk = await Talk.begin(service);
    const { assistant_message: first } = await talk.say('Where to?');
    const { body } = await talk.regenerate(first.id).expect(201);
    await talk.say('and then?');
    expect(linesOf(await lastSentTo(service))[1]).toBe(`assistant: ${body.assistant_message.text}`);
    await talk.say('and then?', { parent_id: first.id });
    expect(linesOf(await lastSentTo(service))[1]).toBe(`assistant: ${first.text}`);
  });

  it('in the middle of a thread sends only the messages before it', async () => {
    const talk = await Talk.begin(service);
    await talk.say('one');
    const { assistant_message: second } = await talk.say('two');
    await talk.say('three');
    const lines = transcriptOf(await talk.messages());
    const { body } = await talk.regenerate(second.id, { max_tokens: 99, effort: 'low' }).expect(201);
    const sent = await lastSentTo(service);
    expect(linesOf(sent)).toEqual(lines.slice(0, 3));
    expect(sent).toMatchObject({ max_tokens: 99, output_config: { effort: 'low' } });
    expect(transcriptOf(await talk.messages())).toEqual([
      ...lines.slice(0, 3),
      `assistant: ${body.assistant_message.text}`,
    ]);
    expect(await talk.tree()).toHaveLength(7);
  });

  it("answers a user's message, whether or not it has an answer", async () => {
    const talk = await Talk.begin(service);
    await service.claude.script([{ status: 500 }]);
    await talk.post('Where to?').expect(502);
    const [asked] = await talk.messages();
    const { body: first } = await talk.regenerate(asked?.id ?? '').expect(201);
    expect(first.user_message).toEqual({ ...asked, status: 'complete' });
    expect(idsOf(await talk.messages())).toEqual([asked?.id, first.assistant_message.id]);
    const { body: second } = await talk.regenerate(asked?.id ?? '').expect(201);
    expect(idsOf(await talk.tree())).toEqual([asked?.id, first.assistant_message.id, second.assistant_message.id]);
  });

  it('answers a message whose answer was refused or interrupted', async () => {
    const talk = await Talk.begin(service);
    await service.claude.script([{ text: 'No.', stop_reason: 'refusal' }]);
    const { body: refused } = await talk.post('one').expect(422);
    await talk.regenerate(refused.message_id).expect(201);
    await service.claude.script([{ text: 'Half of it', cut: { after_events: 4 } }]);
    await (await talk.stream('two')).rest();
    const broken = (await talk.messages()).at(-1);
    expect(broken?.status).toBe('interrupted');
    const { body } = await talk.regenerate(broken?.id ?? '').expect(201);
    expect(body.assistant_message).toMatchObject({ status: 'complete', parent_id: broken?.parent_id });
  });

  it('changes nothing if it fails', async () => {
    const talk = await Talk.begin(service);
    const { assistant_message } = await talk.say('Where to?');
    const [before, tree] = [await talk.read(), await talk.tree()];
    await service.claude.script([{ status: 529 }]);
    await talk.regenerate(assistant_message.id).expect(503);
    expect(await talk.tree()).toEqual(tree);
    expect(await talk.read()).toEqual(before);
    await talk.say('and then?');
    expect(linesOf(await lastSentTo(service))).toEqual([...transcriptOf(tree), 'user: and then?']);
  });

  it('needs neither a body nor a content type', async () => {
    const talk = await Talk.begin(service);
    const { assistant_message } = await talk.say('Where to?');
    const path = `${talk.path}/messages/${assistant_message.id}/regenerate`;
    const variants: Record<string, string>[] = [
      {},
      { 'content-length': '0' },
      { 'content-type': 'application/json', 'content-length': '0' },
    ];
    for (const headers of variants) {
      const { status, text } = await sendRaw(service.url, { method: 'POST', path, headers, body: null });
      expect([status, JSON.parse(text)]).toMatchObject([201, { user_message: { text: 'Where to?' } }]);
    }
    expect(await talk.tree()).toHaveLength(5);
  });

  it.each([
    [404, UNKNOWN_ID, {}],
    [404, 'OTHER', {}],
    [400, '42', {}],
    [400, 'FIRST', { content: 'something else' }],
    [400, 'FIRST', { parent_id: null }],
    [400, 'FIRST', { max_tokens: 0 }],
  ])('is a %i for %s with %j, without a call', async (status, id, body) => {
    const [talk, elsewhere] = [await Talk.begin(service), await Talk.begin(service)];
    const ids: Record<string, string> = {
      FIRST: (await talk.say('here')).assistant_message.id,
      OTHER: (await elsewhere.say('there')).assistant_message.id,
    };
    const { messages } = await service.claude.stats();
    const { body: problem } = await talk.regenerate(ids[id] ?? id, body).expect(status);
    expect(problem.code).toBe(status === 404 ? 'not_found' : 'validation_failed');
    expect((await service.claude.stats()).messages).toBe(messages);
    expect(await talk.tree()).toHaveLength(2);
  });
});
