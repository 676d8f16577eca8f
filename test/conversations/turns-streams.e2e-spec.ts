import { type Service, startService } from '../support/service.js';
import { idsOf, lastSentTo, linesOf, Talk } from '../support/talk.js';
import { completedOf, problemOf, shapeOf, startedOf, textOf, turnEvents } from '../support/turn-events.js';

const AWKWARD = '👩‍👩‍👧‍👦 日本語 \u0000 \uD83D lone \uDE00 🇩🇪 e\u0301 "\\\n\r\n event: error\ndata: {}\n\n ';
const EVENTS = { accept: 'text/event-stream' };

let service: Service;
let talk: Talk;
beforeAll(async () => void (service = await startService({ env: { CLAUDE_MAX_RETRIES: '0' } })));
beforeEach(async () => void (talk = await Talk.begin(service)));
afterAll(() => service.stop());

describe('a streamed turn', () => {
  it('names its messages, sends the answer in pieces and ends with the body of a plain turn', async () => {
    const reader = await talk.stream('Where to?');
    const events = await turnEvents(reader);
    expect(reader.status).toBe(200);
    const turn = completedOf(events);
    const { user_message: asked, assistant_message: said } = turn;
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': expect.stringMatching(/./),
      location: `${talk.path}/messages?leaf_id=${said.id}`,
    });
    expect(shapeOf(events)).toBe('message.started message.delta message.completed');
    expect(startedOf(events)).toEqual({ id: said.id, user_message: { ...asked, status: 'pending' } });
    expect(events.at(-2)).not.toEqual(events[0]);
    expect(textOf(events)).toBe(said.text);
    expect(await talk.messages()).toEqual([asked, said]);
    expect(said).toMatchObject({ status: 'complete', stop_reason: 'end_turn', parent_id: asked.id });
  });

  it('is requested by `stream: true` or by the Accept header, and `stream: false` overrides the header', async () => {
    const shape = 'message.started message.delta message.completed';
    expect(shapeOf(await turnEvents(await talk.stream('a', { stream: true })))).toBe(shape);
    expect(shapeOf(await turnEvents(await talk.stream('b', { stream: undefined }, EVENTS)))).toBe(shape);
    const plain = await talk.stream('c', { stream: false }, EVENTS);
    expect([plain.status, plain.headers['content-type']]).toEqual([201, 'application/json; charset=utf-8']);
    plain.leave();
  });

  it('may be a regenerated one', async () => {
    const { user_message: asked, assistant_message: first } = await talk.say('Where to?');
    const answer = await talk.regenerate(first.id, { stream: true }).expect(200);
    const [started, ...events] = answer.text.trim().split('\n\n');
    expect(started).toMatch(/^event: message.started\n/);
    expect(started).toContain(asked.id);
    expect(events.at(-1)).toMatch(/^event: message.completed\n/);
    expect(await talk.tree()).toHaveLength(3);
  });

  it.each([
    ['emoji, NUL, lone surrogates and what looks like an event', AWKWARD.repeat(20)],
    ['a text much longer than one event', '日本語🦊'.repeat(20_000)],
    ['nothing at all', ''],
  ])('is stored byte for byte as it was streamed: %s', async (_name, text) => {
    await service.claude.script([{ text }]);
    const events = await turnEvents(await talk.stream('awkward', { max_tokens: 128_000 }));
    const { assistant_message: said } = completedOf(events);
    expect(textOf(events)).toBe(said.text);
    expect(said.text).toBe(text.replaceAll('\u0000', '\uFFFD').toWellFormed());
    expect((await talk.messages())[1]).toEqual(said);
  });

  it("does not send Claude's thinking in pieces, and keeps it for the next turn", async () => {
    await service.claude.script([{ thinking: true, text: 'the answer' }]);
    const events = await turnEvents(await talk.stream('Where to?'));
    expect(JSON.stringify(events.slice(0, -1))).not.toContain('thinking');
    await talk.say('and then?');
    const { content } = completedOf(events).assistant_message;
    expect(content).toMatchObject([{ type: 'thinking', signature: expect.any(String) }, { type: 'text' }]);
    expect(JSON.stringify((await lastSentTo(service)).messages[1]?.content)).toBe(JSON.stringify(content));
  });
});

describe('a streamed turn that fails before its first event', () => {
  it('is a plain problem with its status', async () => {
    for (const [more, status, code] of [
      [{ effort: 'huge' }, 400, 'validation_failed'],
      [{ parent_id: talk.id }, 404, 'not_found'],
    ] as const) {
      const reader = await talk.stream('x', more);
      expect([reader.status, (await reader.problem()).code]).toEqual([status, code]);
    }
    expect(await talk.tree()).toEqual([]);
  });

  it.each([
    [{ status: 529 }, 503, 'claude_overloaded'],
    [{ status: 500 }, 502, 'claude_error'],
    [{ status: 400 }, 400, 'validation_failed'],
    [{ cut: 'before_response' as const }, 502, 'claude_error'],
    [{ cut: { after_events: 2 } }, 502, 'claude_error'],
  ])("is a plain problem if Claude fails: %j; the user's message stays", async (step, status, code) => {
    await service.claude.script([step]);
    const reader = await talk.stream('Where to?');
    const problem = await reader.problem();
    expect(reader.headers['content-type']).toContain('application/problem+json');
    expect([reader.status, problem.code, problem.instance]).toEqual([status, code, `${talk.path}/messages`]);
    expect(reader.headers['retry-after'] !== undefined).toBe(status === 503);
    expect((await talk.messages())[0]).toMatchObject({ role: 'user', text: 'Where to?' });
  });

  it('is a 422 if Claude refuses without a text', async () => {
    await service.claude.script([{ content: [], stop_reason: 'refusal' }]);
    const reader = await talk.stream('refuse me');
    const problem = await reader.problem();
    expect([reader.status, problem.code]).toEqual([422, 'refused']);
    expect((await talk.messages())[1]).toMatchObject({ id: problem.message_id, stop_reason: 'refusal', text: '' });
  });
});

describe('a streamed turn that fails after its first event', () => {
  const TEXT = 'An answer of some events 🦊, all of which may be the last.';

  it.each([
    [{ stream_error_after_events: 6 }, 'claude_overloaded', 503],
    [{ stream_error_after_events: 6, error_type: 'api_error' }, 'claude_error', 502],
    [{ cut: { after_events: 6 } }, 'claude_error', 502],
  ])('ends with an `error` event, and its text so far is kept as interrupted: %j', async (step, code, status) => {
    await service.claude.script([{ text: TEXT, ...step }]);
    const events = await turnEvents(await talk.stream('Where to?'));
    expect(shapeOf(events)).toBe('message.started message.delta error');
    expect(problemOf(events)).toMatchObject({ code, status });
    const { id, user_message: asked } = startedOf(events);
    expect(textOf(events)).toBe(TEXT.slice(0, 24));
    expect(await talk.messages()).toMatchObject([
      { id: asked.id, status: 'complete' },
      { id, parent_id: asked.id, text: textOf(events), status: 'interrupted', stop_reason: 'interrupted' },
    ]);
    expect((await talk.messages())[1]?.tokens_used).toBeGreaterThan(0);
  });

  it('is continued with its text only: thinking that may be incomplete is not sent back', async () => {
    // message_start, a thinking block of 5, the beginning of a text and two pieces of it
    await service.claude.script([{ thinking: true, text: TEXT, cut: { after_events: 11 } }]);
    const events = await turnEvents(await talk.stream('Where to?'));
    const [, partial] = await talk.messages();
    expect(partial?.content).toMatchObject([{ type: 'thinking' }, { type: 'text' }]);
    expect(textOf(events).length).toBeGreaterThan(0);
    const { user_message: next } = await talk.say('go on');
    expect(next.parent_id).toBe(partial?.id);
    const sent = await lastSentTo(service);
    expect(linesOf(sent)).toEqual(['user: Where to?', `assistant: ${textOf(events)}`, 'user: go on']);
    expect(sent.messages[1]?.content).toMatchObject([{ type: 'text' }]);
  });

  it('is skipped if it had no text yet', async () => {
    const { assistant_message: before } = await talk.say('one');
    await service.claude.script([{ thinking: true, text: TEXT, cut: { after_events: 5 } }]);
    const reader = await talk.stream('two');
    expect([reader.status, (await reader.problem()).code]).toEqual([502, 'claude_error']);
    expect((await talk.messages()).slice(2)).toMatchObject([
      { text: 'two', status: 'complete' },
      { text: '', status: 'interrupted', stop_reason: 'interrupted' },
    ]);
    const { user_message: next, assistant_message: last } = await talk.say('three');
    expect(next.parent_id).toBe(before.id);
    expect(linesOf(await lastSentTo(service))).toEqual(['user: one', `assistant: ${before.text}`, 'user: three']);
    expect(idsOf(await talk.messages()).slice(-3)).toEqual([before.id, next.id, last.id]);
    expect(await talk.tree()).toHaveLength(6);
  });

  it('can be continued after a break at any event, with alternating roles', async () => {
    await service.claude.script([{ thinking: true, text: TEXT }]);
    await talk.say('whole');
    const events = 7 + Math.ceil(TEXT.length / 8) + 3;
    for (let n = 0; n <= events; n += 1) {
      await service.claude.script([{ thinking: true, text: TEXT, cut: { after_events: n } }]);
      const reader = await talk.stream(`cut ${n}`);
      if (reader.status === 200) expect([n, problemOf(await turnEvents(reader)).code]).toEqual([n, 'claude_error']);
      else expect([n, reader.status, (await reader.problem()).code]).toEqual([n, 502, 'claude_error']);
      const last = (await talk.messages()).at(-1);
      expect([n, last?.status]).toEqual([n, 'interrupted']);
      // The simulated Claude refuses roles that do not alternate, blank texts, and thinking without its signature.
      await talk.say(`go on ${n}`);
    }
  });

  it('is stored as a refusal if Claude refuses in the middle', async () => {
    await service.claude.script([{ text: 'I would rather not', stop_reason: 'refusal' }]);
    const events = await turnEvents(await talk.stream('refuse me'));
    expect(shapeOf(events)).toBe('message.started message.delta error');
    expect(problemOf(events)).toMatchObject({ code: 'refused', status: 422, message_id: startedOf(events).id });
    expect((await talk.messages())[1]).toMatchObject({ text: 'I would rather not', stop_reason: 'refusal' });
  });
});
