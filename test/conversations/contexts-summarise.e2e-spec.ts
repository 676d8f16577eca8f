import type { SimulatorStep } from '../../src/simulator/index.js';
import { rows } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';
import { idsOf, lastSentTo, linesOf, type MessageJson, sentTo, Talk, transcriptOf } from '../support/talk.js';
import { beginningOf, counted, longText, SMALL, talkUntil } from '../support/threads.js';

const GIST: SimulatorStep = { text: 'the gist', usage: { input_tokens: 164_000, output_tokens: 200 } };

function wrapped(summary: string): string {
  return `<summary_of_the_conversation_so_far>\n${summary}\n</summary_of_the_conversation_so_far>`;
}

let service: Service;
beforeAll(async () => void (service = await startService()));
beforeEach(() => service.claude.reset());
afterAll(() => service.stop());

/** A conversation of six turns, in which the next message no longer fits. */
async function longTalk(): Promise<Talk> {
  const talk = await Talk.begin(service, { model: SMALL, context: 'summarise', system: 'Be patient.' });
  await talkUntil(service, talk, 6, 197_000);
  return talk;
}

async function summariesOf(talk: Talk): Promise<MessageJson[]> {
  return (await talk.tree()).filter(({ role }) => role === 'summary');
}

const answersOf = (messages: MessageJson[]) => messages.filter(({ role }) => role === 'assistant');

describe('a summary', () => {
  it('is made of the oldest turns by an additional call, and is sent in their place before the newest turns', async () => {
    const talk = await longTalk();
    await service.claude.script([GIST, { text: 'on we go' }]);
    const { assistant_message } = await talk.say('and now?');
    const path = await talk.messages();
    const [forSummary, forAnswer, ...more] = (await sentTo(service)).slice(6);
    if (!forSummary || !forAnswer) throw new Error('Claude received fewer than two requests');
    expect(more).toEqual([]);
    expect(linesOf(forSummary).slice(0, -1)).toEqual(transcriptOf(path.slice(0, 10)));
    expect(linesOf(forSummary).at(-1)).toMatch(/^user: Summarise this conversation/);
    expect(forSummary.system).toEqual(forAnswer.system);
    expect(beginningOf(forAnswer, path.slice(0, -1), wrapped('the gist'))).toBe(10);
    const [summary] = await summariesOf(talk);
    expect(assistant_message).toMatchObject({ context_from_id: path[10]?.id, summary_id: summary?.id });
  });

  it('is a message of the tree with its own cost, but in no path; all other messages stay readable', async () => {
    const talk = await longTalk();
    const before = await talk.messages();
    await service.claude.script([GIST]);
    await talk.say('and now?');
    const path = await talk.messages();
    expect(path.slice(0, 12)).toEqual(before);
    expect(path.map(({ role }) => role)).not.toContain('summary');
    const [summary] = await summariesOf(talk);
    expect(summary).toMatchObject({
      parent_id: path[9]?.id,
      text: 'the gist',
      status: 'complete',
      stop_reason: 'end_turn',
      model: SMALL,
      tokens_used: 164_200,
      context_from_id: null,
      summary_id: null,
      // Haiku 4.5, $ a million: 164,000 × 1 + 200 × 5
      cost_usd: '0.165000',
    });
    const calls = await rows(service.database, `SELECT kind, status FROM calls WHERE subject_id = '${summary?.id}'`);
    expect(calls).toEqual([{ kind: 'summary', status: 'succeeded' }]);
  });

  it('is reused by the next turns, which read it from the prompt cache', async () => {
    const talk = await longTalk();
    await service.claude.script([{ text: longText(0, 20_000) }]);
    await talk.say('and now?');
    await talk.say('and then?');
    await talk.say('and at last?');
    const requests = (await sentTo(service)).slice(7);
    expect(requests).toHaveLength(3);
    const beginning = requests[0]?.messages ?? [];
    for (const { messages } of requests) expect(messages.slice(0, beginning.length)).toEqual(beginning);
    const [first, ...later] = answersOf(await talk.messages()).slice(6);
    for (const answer of later) {
      expect(answer).toMatchObject({ context_from_id: first?.['context_from_id'], summary_id: first?.['summary_id'] });
      // This model caches prefixes of at least 4,096 tokens, which is the length of the summary.
      expect(answer['usage']).not.toMatchObject({ cache_read_input_tokens: 0 });
    }
  });

  it('is part of the next summary', async () => {
    const talk = await longTalk();
    await service.claude.script([GIST]);
    await talk.say('and now?');
    await talkUntil(service, talk, 5, 197_000);
    await service.claude.script([{ text: 'a newer gist' }]);
    const { assistant_message } = await talk.say('and then?');
    const [first, second] = await summariesOf(talk);
    const path = await talk.messages();
    const [forSummary, forAnswer] = (await sentTo(service)).slice(-2);
    expect(linesOf(forSummary ?? { messages: [] })[0]).toBe(`user: ${wrapped('the gist')}${path[10]?.text}`);
    expect(second).toMatchObject({ text: 'a newer gist', summary_id: first?.id, context_from_id: path[10]?.id });
    expect(assistant_message['summary_id']).toBe(second?.id);
    const start = beginningOf(forAnswer ?? ({ messages: [] } as never), path.slice(0, -1), wrapped('a newer gist'));
    expect(path[start]?.parent_id).toBe(second?.parent_id);
  });

  it('is kept if the answer after it fails, so that the repeat needs no other', async () => {
    const talk = await longTalk();
    await service.claude.script([GIST, { status: 500, should_retry: false }]);
    const post = () => talk.post('and now?').set('Idempotency-Key', talk.id);
    await post().expect(502);
    expect((await post().expect(201)).body.assistant_message.summary_id).toBe((await summariesOf(talk))[0]?.id);
    expect(await summariesOf(talk)).toHaveLength(1);
  });

  it('is copied into a fork', async () => {
    const talk = await longTalk();
    await service.claude.script([GIST]);
    const { assistant_message } = await talk.say('and now?');
    const fork = await talk.fork(assistant_message.id);
    const asked = (await sentTo(service)).length;
    const turn = await fork.say('in the fork');
    expect(await sentTo(service)).toHaveLength(asked + 1);
    const [copy] = await summariesOf(fork);
    expect(turn.assistant_message['summary_id']).toBe(copy?.id);
    expect(idsOf(await summariesOf(talk))).not.toContain(copy?.id);
    const path = await fork.messages();
    expect(beginningOf(await lastSentTo(service), path.slice(0, -1), wrapped('the gist'))).toBe(10);
    const named = { context_from_id: path[10]?.id, summary_id: copy?.id };
    expect(answersOf(path).slice(-2)).toMatchObject([named, named]);
  });

  it('replaces only the turns it was made of: a branch from before its end is sent in full', async () => {
    const talk = await longTalk();
    await service.claude.script([GIST]);
    await talk.say('and now?');
    const path = await talk.messages();
    const early = await talk.say('a branch', { parent_id: path[7]?.id });
    expect(early.assistant_message).toMatchObject({ context_from_id: null, summary_id: null });
    expect(linesOf(await lastSentTo(service))).toEqual([...transcriptOf(path.slice(0, 8)), 'user: a branch']);
    const late = await talk.say('a later branch', { parent_id: path[11]?.id });
    expect(late.assistant_message).toMatchObject({ context_from_id: path[10]?.id });
  });
});

describe('a summary that fails', () => {
  it.each<[string, SimulatorStep, number, number]>([
    ['by an error', { status: 500, should_retry: false }, 502, 0],
    ['by overload', { status: 529, should_retry: false }, 503, 0],
    ['by a refusal', { stop_reason: 'refusal', text: 'No.' }, 502, 1],
    ['by saying nothing', { text: ' \n' }, 502, 1],
  ])(
    '%s fails the post, and a repeat with its idempotency key answers the same message',
    async (_name, step, status, kept) => {
      const talk = await longTalk();
      const post = () => talk.post('and now?').set('Idempotency-Key', talk.id);
      await service.claude.script([step]);
      expect((await post().expect(status)).body.code).toMatch(/^claude_(error|overloaded)$/);
      const left = (await talk.messages()).at(-1);
      expect(left).toMatchObject({ role: 'user', text: 'and now?', status: 'interrupted' });
      expect(await summariesOf(talk)).toHaveLength(kept);

      await service.claude.script([GIST]);
      const { body } = await post().expect(201);
      expect(body.user_message.id).toBe(left?.id);
      expect(await talk.messages()).toHaveLength(14);
      const good = (await summariesOf(talk)).find(({ text }) => text === 'the gist');
      expect(body.assistant_message.summary_id).toBe(good?.id);
    },
  );
});

describe('a changed policy', () => {
  it('applies from the next message on', async () => {
    const talk = await longTalk();
    await service.claude.script([GIST, counted(60_000)]);
    await talk.say('and now?');
    const patch = (context: string) => service.call('PATCH', talk.path).send({ context }).expect(200);
    await patch('full');
    await talk.post('and then?').expect(422);
    await patch('trim');
    const trimmed = await talk.say('and then?');
    const path = await talk.messages();
    expect(trimmed.assistant_message).toMatchObject({ context_from_id: path[10]?.id, summary_id: null });
    await patch('summarise');
    const again = await talk.say('and at last?');
    expect(again.assistant_message['summary_id']).toBe((await summariesOf(talk))[0]?.id);
  });

  it('summarises turns that were trimmed before, although all of them would not fit into one request', async () => {
    const talk = await Talk.begin(service, { model: SMALL, context: 'trim' });
    // 40,000 tokens each.
    for (let n = 0; n < 8; n += 1) await talk.say(longText(n, 160_000));
    await service.call('PATCH', talk.path).send({ context: 'summarise' }).expect(200);
    await talk.say('and now?');
    const path = await talk.messages();
    const [summary] = await summariesOf(talk);
    expect(summary?.['context_from_id']).not.toBeNull();
    expect(path.at(-1)).toMatchObject({ status: 'complete', summary_id: summary?.id });
  });
});

it('a summary is made with the thinking of all turns; afterwards older thinking is left out', async () => {
  // This model refuses a thinking block if anything before it has changed.
  const talk = await Talk.begin(service, { model: 'claude-haiku-5-5', context: 'summarise' });
  await service.claude.script([
    { thinking: true, repeat: 2 },
    counted(996_000, { thinking: true }),
    { thinking: true },
  ]);
  for (const n of [1, 2, 3]) await talk.say(longText(n, 1_000));
  await talk.say('and now?');
  await talk.say('and then?');
  const typesOf = ({ messages }: { readonly messages: readonly { readonly content: unknown }[] }) =>
    messages
      .flatMap(({ content }) => (Array.isArray(content) ? (content as { type: string }[]) : []))
      .map(({ type }) => type);
  const [forSummary, forAnswer] = (await sentTo(service)).slice(3, 5);
  expect(typesOf(forSummary ?? { messages: [] })).toContain('thinking');
  expect(typesOf(forAnswer ?? { messages: [] })).not.toContain('thinking');
});
