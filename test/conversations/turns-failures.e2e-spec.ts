import { type Service, shareService } from '../support/service.js';
import { callsOf } from '../support/stored-rows.js';
import { idsOf, lastSentTo, linesOf, Talk, transcriptOf } from '../support/talk.js';

const shared = shareService({ env: { CLAUDE_MAX_RETRIES: '0' } });

describe('a message without an answer because Claude failed', () => {
  let service: Service;
  let talk: Talk;
  beforeAll(async () => void (service = await shared.newTenant()));
  beforeEach(async () => void (talk = await Talk.begin(service)));

  it.each([
    [{ status: 500 }, 502, 'claude_error'],
    [{ status: 529, retry_after: 7 }, 503, 'claude_overloaded'],
    [{ status: 429, retry_after: 7 }, 503, 'claude_overloaded'],
    [{ status: 400 }, 400, 'validation_failed'],
    [{ cut: 'after_headers' as const }, 502, 'claude_error'],
  ])('is kept as interrupted, and the client receives a problem: %j', async (step, status, code) => {
    await service.claude.script([step]);
    const { body, headers } = await talk.post('Where to?').expect(status);
    expect(body).toMatchObject({ code, status, instance: `${talk.path}/messages` });
    expect(headers['retry-after']).toBe(status === 503 ? '7' : undefined);
    const [asked, ...others] = await talk.messages();
    expect(asked).toMatchObject({ role: 'user', text: 'Where to?', status: 'interrupted', parent_id: null });
    expect(others).toEqual([]);
    expect(await talk.read()).toMatchObject({ current_leaf_id: asked?.id, title: 'Where to?' });
    expect((await callsOf(service)).at(-1)).toMatchObject({ status: 'failed', error_code: code });
  });

  it('is skipped by the next message, which continues from the last answer', async () => {
    const { assistant_message: before } = await talk.say('one');
    await service.claude.script([{ status: 500 }, { status: 529 }]);
    await talk.post('two').expect(502);
    await talk.post('three').expect(503);
    const { user_message: next } = await talk.say('four');
    expect(next.parent_id).toBe(before.id);
    expect(linesOf(await lastSentTo(service))).toEqual(['user: one', `assistant: ${before.text}`, 'user: four']);
    expect(transcriptOf(await talk.messages()).slice(2)).toEqual(['user: four', expect.stringContaining('assistant')]);
    const lost = (await talk.tree()).filter(({ status }) => status === 'interrupted');
    expect(lost).toMatchObject([
      { text: 'two', parent_id: before.id },
      { text: 'three', parent_id: before.id },
    ]);
    await talk.regenerate(lost[0]?.id ?? '').expect(201);
    expect(linesOf(await lastSentTo(service))).toEqual(['user: one', `assistant: ${before.text}`, 'user: two']);
    await talk.say('five');
    expect(linesOf(await lastSentTo(service)).slice(2)).toEqual(['user: two', expect.any(String), 'user: five']);
  });

  it('is also skipped if it was the first of its conversation, or began a new branch from the start', async () => {
    await service.claude.script([{ status: 500 }, { status: 500 }]);
    await talk.post('one').expect(502);
    await talk.post('two', { parent_id: null }).expect(502);
    const { user_message: next } = await talk.say('three');
    expect(next.parent_id).toBeNull();
    expect(linesOf(await lastSentTo(service))).toEqual(['user: three']);
    expect((await talk.tree()).map(({ status }) => status)).toEqual([
      'interrupted',
      'interrupted',
      'complete',
      'complete',
    ]);
  });

  it('ends its branch, and a message to an earlier answer continues from that answer', async () => {
    const { assistant_message: first } = await talk.say('one');
    await talk.say('two');
    await service.claude.script([{ status: 500 }]);
    await talk.post('instead', { parent_id: first.id }).expect(502);
    expect(transcriptOf(await talk.messages()).at(-1)).toBe('user: instead');
    await talk.say('again');
    expect(linesOf(await lastSentTo(service))).toEqual(['user: one', `assistant: ${first.text}`, 'user: again']);
  });
});

describe('a message that Claude refuses to answer', () => {
  let service: Service;
  let talk: Talk;
  beforeAll(async () => void (service = await shared.newTenant()));
  beforeEach(async () => void (talk = await Talk.begin(service)));

  it('is a 422 that names the stored, billed answer', async () => {
    await service.claude.script([{ text: 'No.', stop_reason: 'refusal' }]);
    const { body } = await talk.post('refuse me').expect(422);
    expect(body).toMatchObject({ code: 'refused', status: 422, instance: `${talk.path}/messages` });
    const [asked, refused] = await talk.messages();
    expect(refused).toMatchObject({ id: body.message_id, parent_id: asked?.id, text: 'No.', stop_reason: 'refusal' });
    expect(refused?.tokens_used).toBeGreaterThan(0);
    expect(asked?.status).toBe('complete');
  });

  it('is skipped: the conversation continues from the answer before it', async () => {
    const { assistant_message: before } = await talk.say('one');
    await service.claude.script([
      { text: 'No.', stop_reason: 'refusal' },
      { text: 'Again, no.', stop_reason: 'refusal' },
    ]);
    await talk.post('refuse me').expect(422);
    await talk.post('refuse me too').expect(422);
    const { user_message: next, assistant_message: last } = await talk.say('two');
    expect(next.parent_id).toBe(before.id);
    expect(linesOf(await lastSentTo(service))).toEqual(['user: one', `assistant: ${before.text}`, 'user: two']);
    expect(idsOf(await talk.messages()).slice(1)).toEqual([before.id, next.id, last.id]);
    expect(await talk.tree()).toHaveLength(8);
  });
});

describe('an answer that ends at `max_tokens`', () => {
  it('counts as complete, and the conversation continues from it', async () => {
    const service = await shared.newTenant();
    const talk = await Talk.begin(service);
    const { assistant_message: cut } = await talk.say('Where to?', { max_tokens: 2 });
    expect(cut).toMatchObject({ stop_reason: 'max_tokens', status: 'complete' });
    expect(cut.text.length).toBeGreaterThan(0);
    await talk.say('go on');
    expect(linesOf(await lastSentTo(service))[1]).toBe(`assistant: ${cut.text}`);
  });
});
