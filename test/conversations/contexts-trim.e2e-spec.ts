import { type Service, shareService } from '../support/service.js';
import { idsOf, lastSentTo, type MessageJson, sentTo, Talk } from '../support/talk.js';
import { beginningOf, counted, longText, SMALL, talkUntil } from '../support/threads.js';

const TURNS = 14;

const shared = shareService();

describe('a long conversation with the policy trim', () => {
  let service: Service;
  let talk: Talk;
  let path: MessageJson[];
  /** The position in the path at which each request began. */
  let beginnings: number[];

  beforeAll(async () => {
    service = await shared.newTenant();
    talk = await Talk.begin(service, { model: SMALL, context: 'trim', system: 'Be patient.' });
    // 30,000 tokens each; the simulated Claude refuses more than 200,000.
    for (let n = 0; n < TURNS; n += 1) await talk.say(longText(n, 120_000));
    path = await talk.messages();
    const requests = await sentTo(service);
    beginnings = requests.map((request, n) => beginningOf(request, path.slice(0, 2 * n + 1)));
  });

  it('never ends: each request consists of the newest turns, in full, and begins with a user message', () => {
    expect(beginnings).toHaveLength(TURNS);
    expect(beginnings.every((start) => start % 2 === 0)).toBe(true);
    expect(beginnings.at(-1)).toBeGreaterThan(0);
  });

  it('is trimmed rarely but by half, so that most requests begin like the one before and hit the prompt cache', async () => {
    // Six turns fill the window, and trimming leaves three of them: so every fourth request is trimmed.
    expect(beginnings).toEqual([0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 16, 16, 16, 16]);
    const requests = await sentTo(service);
    requests.slice(1).forEach(({ messages }, n) => {
      const before = requests[n]?.messages ?? [];
      if (beginnings[n] === beginnings[n + 1]) expect(messages.slice(0, before.length)).toEqual(before);
    });
    const reads = path.filter(({ role }) => role === 'assistant').map(({ usage }) => readOf(usage));
    const isRead = (n: number) => beginnings[n] === beginnings[n - 1];
    reads.slice(1).forEach((read, n) => expect(read > 25_000).toBe(isRead(n + 1)));
  });

  it('reports with each answer the message with which its request began', () => {
    const named = path.filter(({ role }) => role === 'assistant').map((answer) => answer['context_from_id']);
    expect(named).toEqual(beginnings.map((start) => (start === 0 ? null : path[start]?.id)));
  });

  it('stays readable in full', async () => {
    expect(path).toHaveLength(2 * TURNS);
    const said = path.filter(({ role }) => role === 'user').map(({ text }) => text);
    expect(said).toEqual(Array.from({ length: TURNS }, (_, n) => longText(n, 120_000)));
    expect(idsOf(await talk.tree())).toEqual(idsOf(path));
  });

  it('is sent in full in a branch from before the cut', async () => {
    const { assistant_message } = await talk.say('a branch', { parent_id: path[5]?.id });
    expect(assistant_message['context_from_id']).toBeNull();
    const branch = await talk.messages(`?leaf_id=${assistant_message.id}`);
    expect(beginningOf(await lastSentTo(service), branch.slice(0, -1))).toBe(0);
  });

  it('begins at the same message in a fork and for a regenerated answer', async () => {
    const last = path.at(-1)?.id ?? '';
    const { body } = await talk.regenerate(last).expect(201);
    expect(body.assistant_message.context_from_id).toBe(path[16]?.id);
    const fork = await talk.fork(path[21]?.id ?? '');
    const { assistant_message } = await fork.say('in the fork');
    const copies = await fork.messages();
    expect(assistant_message['context_from_id']).toBe(copies[16]?.id);
    expect(beginningOf(await lastSentTo(service), copies.slice(0, -1))).toBe(16);
  });
});

describe('a conversation with the policy trim', () => {
  let service: Service;
  beforeAll(async () => void (service = await shared.newTenant()));

  it('is sent in full as long as it fits', async () => {
    const talk = await Talk.begin(service, { model: SMALL, context: 'trim' });
    await talkUntil(service, talk, 3, 195_000);
    expect((await talk.say('and now?')).assistant_message['context_from_id']).toBeNull();
  });

  it('keeps the last turn, however long, since the message probably refers to it', async () => {
    const talk = await Talk.begin(service, { model: SMALL, context: 'trim' });
    await talk.say(longText(1, 160_000));
    await talk.say(longText(2, 200_000));
    // 107,000 tokens: more than the half of the window that trimming keeps.
    await talk.say('🦊'.repeat(107_000), { max_tokens: 100 });
    await talk.say('What did I just send you?');
    const path = await talk.messages();
    expect(beginningOf(await lastSentTo(service), path.slice(0, -1))).toBe(2);
  });

  it('keeps the thinking of a thread with an unchanged beginning, and leaves it out after a change', async () => {
    // This model refuses a thinking block if anything before it has changed.
    const talk = await Talk.begin(service, { model: 'claude-haiku-5-5', context: 'trim' });
    await service.claude.script([
      { thinking: true },
      { thinking: true },
      counted(996_000, { thinking: true }),
      { thinking: true },
      { thinking: true },
    ]);
    for (const n of [1, 2, 3]) await talk.say(longText(n, 1_000));
    expect(await typesSent()).toEqual(['thinking text', 'thinking text']);
    await talk.say(longText(4, 1_000));
    expect(await typesSent()).toEqual(['text']);
    await talk.say(longText(5, 1_000));
    expect(await typesSent()).toEqual(['text', 'thinking text']);
    await talk.say('a branch', { parent_id: (await talk.messages())[3]?.id });
    expect(await typesSent()).toEqual(['thinking text', 'thinking text']);
    expect((await talk.tree()).filter(isThoughtful)).toHaveLength(5);
  });

  it('is sent in full again under another policy', async () => {
    const talk = await Talk.begin(service, { model: SMALL, context: 'trim' });
    await talkUntil(service, talk, 3, 199_000);
    await service.claude.script([counted(95_000)]);
    expect((await talk.say('and now?')).assistant_message['context_from_id']).not.toBeNull();
    await service.call('PATCH', talk.path).send({ context: 'full' }).expect(200);
    await talk.post('and now?').expect(422);
    await talk.say('from the first', { parent_id: (await talk.messages())[1]?.id });
    expect((await lastSentTo(service)).messages).toHaveLength(3);
  });

  /** @returns the block types of each answer in the last request */
  async function typesSent(): Promise<string[]> {
    const { messages } = await lastSentTo(service);
    return messages.flatMap(({ content }) =>
      typeof content === 'string' ? [] : [content.map(({ type }) => type).join(' ')],
    );
  }
});

function readOf(usage: unknown): number {
  return (usage as { cache_read_input_tokens: number }).cache_read_input_tokens;
}

function isThoughtful({ content }: MessageJson): boolean {
  return Array.isArray(content) && (content as { type: string }[]).some(({ type }) => type === 'thinking');
}
