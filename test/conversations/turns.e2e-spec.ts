import { Client } from 'pg';
import { count, until } from '../support/rows.js';
import { type Service, shareService } from '../support/service.js';
import { idsOf, lastSentTo, linesOf, type MessageJson, sentTo, Talk, transcriptOf } from '../support/talk.js';

declare const DIALECT: 'sqlite' | 'postgres';
const onPostgres = DIALECT === 'postgres' ? it : it.skip;

const UNKNOWN_ID = '01a206d0-3980-74cc-b8c9-a31c0612d36f';
const SYSTEM = 'You are a patient travel agent.';

const shared = shareService();

describe('a message', () => {
  let service: Service;
  beforeAll(async () => void (service = await shared.newTenant()));

  it('is stored with its answer, and both are returned', async () => {
    const talk = await Talk.begin(service);
    const { body, headers } = await talk.post('Where should I go in May?').expect(201);
    const { user_message: asked, assistant_message: said } = body;
    const now = service.clock.now().toISOString();
    const common = { id: expect.any(String), conversation_id: talk.id, status: 'complete', created_at: now };
    const unset = { context_from_id: null, summary_id: null, metadata: {} };
    expect(asked).toEqual({
      ...common,
      ...unset,
      parent_id: null,
      role: 'user',
      content: asked.text,
      text: 'Where should I go in May?',
      model: null,
      stop_reason: null,
      tokens_used: null,
      usage: null,
      cost_usd: null,
    });
    expect(said).toEqual({
      ...common,
      ...unset,
      parent_id: asked.id,
      role: 'assistant',
      text: expect.stringContaining('in May?'),
      content: [{ type: 'text', text: said.text, citations: null }],
      model: 'claude-sonnet-5-5',
      stop_reason: 'end_turn',
      tokens_used: said.usage.input_tokens + said.usage.output_tokens,
      usage: expect.objectContaining({ input_tokens: expect.any(Number), output_tokens: expect.any(Number) }),
      cost_usd: expect.stringMatching(/^0\.\d{6,12}$/),
    });
    expect(headers['location']).toBe(`${talk.path}/messages?leaf_id=${said.id}`);
    expect(await talk.messages()).toEqual([asked, said]);
    expect(await talk.read()).toMatchObject({ current_leaf_id: said.id });
  });

  it('is sent to Claude with the options of the request and of the conversation, and nothing else', async () => {
    const talk = await Talk.begin(service, { model: 'claude-haiku-5-5', system: SYSTEM, metadata: { secret: 'x' } });
    await talk.say('short', { max_tokens: 77, effort: 'low' });
    const { system, cache_control: _, ...sent } = (await lastSentTo(service)) as never as Record<string, unknown>;
    expect(sent).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: 77,
      output_config: { effort: 'low' },
      messages: [{ role: 'user', content: 'short' }],
    });
    expect(system).toMatchObject([{ type: 'text', text: SYSTEM }]);
  });

  it.each([
    ['content', { content: '' }],
    ['content', { content: ' \n\t\u00A0' }],
    ['content', { content: 'x'.repeat(200_001) }],
    ['content', { content: 'nul \u0000' }],
    ['content', { content: ['text'] }],
    ['content', {}],
    ['parent_id', { content: 'x', parent_id: 'root' }],
    ['parent_id', { content: 'x', parent_id: '' }],
    ['max_tokens', { content: 'x', max_tokens: 0 }],
    ['effort', { content: 'x', effort: 'huge' }],
    ['wait', { content: 'x', wait: 'yes' }],
    ['stream', { content: 'x', stream: 1 }],
    ['on_disconnect', { content: 'x', on_disconnect: 'stay' }],
    ['system', { content: 'x', system: 'Be a different assistant.' }],
    ['role', { content: 'x', role: 'assistant' }],
  ])('with an invalid %s is refused with a 400 that names it, and nothing is stored: %#', async (field, body) => {
    const talk = await Talk.begin(service);
    const { messages } = await service.claude.stats();
    const { body: problem } = await service.call('POST', `${talk.path}/messages`).send(body).expect(400);
    expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    expect(await talk.tree()).toEqual([]);
    expect(await talk.read()).toMatchObject({ title: null, current_leaf_id: null });
    expect((await service.claude.stats()).messages).toBe(messages);
  });

  it('may be 200,000 characters long', async () => {
    const content = '🦊 '.repeat(66_666) + 'xx';
    const { user_message } = await (await Talk.begin(service)).say(content, { max_tokens: 10 });
    expect(user_message.text).toBe(content);
  });

  it.each([
    ['Where should I go in May?', 'Where should I go in May?'],
    ['\n\n  Plan   a\ttrip \nto Lisbon', 'Plan a trip'],
    ['🦊'.repeat(81), `${'🦊'.repeat(79)}…`],
    [`${'long '.repeat(30)}`, `${'long '.repeat(15).trimEnd()}…`],
  ])('gives an untitled conversation its title if it is the first message: %#', async (content, title) => {
    const talk = await Talk.begin(service);
    await talk.say(content);
    await talk.say('something else');
    expect(await talk.read()).toMatchObject({ title });
  });

  it('does not change a given title', async () => {
    const talk = await Talk.begin(service, { title: 'Trip' });
    await talk.say('Where should I go in May?');
    expect(await talk.read()).toMatchObject({ title: 'Trip' });
  });

  onPostgres('does not change a title that is given while the message is being stored', async () => {
    const talk = await Talk.begin(service);
    const client = new Client({ connectionString: service.database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query('UPDATE conversations SET updated_at = updated_at WHERE id = $1', [talk.id]);
    const waiting =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    const wait = (n: number) =>
      until(`${n} wait for the row`, 10_000, async () => (await count(service.database, waiting)) >= n);
    // PostgreSQL grants the row lock in the order in which the statements began to wait for it.
    const giving = service.call('PATCH', talk.path).send({ title: 'Trip' }).expect(200).then();
    await wait(1);
    const saying = talk.say('Where should I go in May?');
    await wait(2);
    await client.query('COMMIT');
    await client.end();
    await Promise.all([giving, saying]);
    expect(await talk.read()).toMatchObject({ title: 'Trip' });
  });
});

describe('a thread of 30 turns', () => {
  const TURNS = 30;
  let service: Service;
  let talk: Talk;
  let messages: MessageJson[];
  let lines: string[];

  beforeAll(async () => {
    service = await shared.newTenant();
    talk = await Talk.begin(service, { system: SYSTEM });
    await service.claude.defaults({ thinking: true });
    for (let n = 1; n <= TURNS; n += 1) {
      await talk.say(`question ${n}`);
      service.clock.advance(1000);
    }
    messages = await talk.messages();
    lines = transcriptOf(messages);
  });

  const answerOf = (turn: number) => messages[turn * 2 - 1]?.id ?? '';

  it('is sent to Claude in full with every message: all earlier messages, in order, and the system text', async () => {
    const sent = await sentTo(service);
    expect(sent).toHaveLength(TURNS);
    sent.forEach((request, index) => {
      expect(linesOf(request)).toEqual(lines.slice(0, index * 2 + 1));
      expect(request.system).toMatchObject([{ type: 'text', text: SYSTEM }]);
      expect(request.messages.map(({ role }) => role)).toEqual(
        request.messages.map((_, n) => (n % 2 === 0 ? 'user' : 'assistant')),
      );
    });
    expect(lines.filter((line) => line.startsWith('user: '))).toEqual(
      Array.from({ length: TURNS }, (_, n) => `user: question ${n + 1}`),
    );
  });

  it("is sent with Claude's answers unchanged, including thinking and signatures", async () => {
    const last = await lastSentTo(service);
    last.messages.forEach(({ role, content }, index) => {
      if (role === 'user') return;
      expect(JSON.stringify(content)).toBe(JSON.stringify(messages[index]?.content));
      expect(content).toMatchObject([{ type: 'thinking', signature: expect.any(String) }, { type: 'text' }]);
    });
  });

  it('continues from an earlier answer as a branch, which is sent its own path only', async () => {
    const branch = [...lines.slice(0, 20), 'user: instead'];
    const { user_message, assistant_message } = await talk.say('instead', { parent_id: answerOf(10) });
    expect(user_message.parent_id).toBe(answerOf(10));
    expect(linesOf(await lastSentTo(service))).toEqual(branch);
    expect(transcriptOf(await talk.messages())).toEqual([...branch, `assistant: ${assistant_message.text}`]);
    expect(await talk.messages(`?leaf_id=${answerOf(TURNS)}`)).toEqual(messages);
  });

  it('continues from the branch written last by default', async () => {
    const inBranch = await talk.messages();
    await talk.say('further');
    expect(linesOf(await lastSentTo(service))).toEqual([...transcriptOf(inBranch), 'user: further']);
    await talk.say('back', { parent_id: answerOf(TURNS) });
    await talk.say('and on');
    expect(linesOf(await lastSentTo(service)).slice(0, TURNS * 2 + 1)).toEqual([...lines, 'user: back']);
    expect(linesOf(await lastSentTo(service)).at(-1)).toBe('user: and on');
  });

  it('begins a new branch from the start with `parent_id: null`', async () => {
    const { user_message, assistant_message } = await talk.say('afresh', { parent_id: null });
    expect(user_message.parent_id).toBeNull();
    expect(linesOf(await lastSentTo(service))).toEqual(['user: afresh']);
    expect(idsOf(await talk.messages())).toEqual([user_message.id, assistant_message.id]);
    expect(await talk.messages(`?leaf_id=${answerOf(TURNS)}`)).toEqual(messages);
  });

  it('is otherwise unchanged: existing messages stay as they were', async () => {
    const tree = await talk.tree();
    expect(tree.slice(0, TURNS * 2)).toEqual(messages);
    expect(tree).toHaveLength(TURNS * 2 + 10);
  });
});

describe("Claude's blocks", () => {
  let service: Service;
  beforeAll(async () => void (service = await shared.newTenant()));

  it('are sent back to Claude byte for byte, of any type', async () => {
    const content = [
      { type: 'thinking', signature: 'abc+/==', thinking: 'e\u0301 \u2028 "\\ 🦊' },
      { type: 'redacted_thinking', data: 'EmwKAhgBEgy3va3pzix/LafPsn4a' },
      { type: 'text', text: 'One,', citations: null },
      { type: 'text', text: ' two.', citations: null, of_tomorrow: { deep: [1.5, null, { a: '\u0000' }] } },
    ];
    await service.claude.script([{ content }]);
    const talk = await Talk.begin(service);
    const { assistant_message } = await talk.say('count');
    expect(assistant_message.text).toBe('One, two.');
    await talk.say('go on');
    expect(JSON.stringify((await lastSentTo(service)).messages[1]?.content)).toBe(JSON.stringify(content));
    expect(JSON.stringify((await talk.messages())[1]?.content)).toBe(JSON.stringify(content));
  });

  it('are left out if they are blank, since Claude refuses them', async () => {
    const said = { type: 'text', text: 'Said.', citations: null };
    await service.claude.script([{ content: [{ type: 'text', text: '\n\n', citations: null }, said] }]);
    const talk = await Talk.begin(service);
    await talk.say('say');
    await talk.say('go on');
    expect((await lastSentTo(service)).messages[1]?.content).toEqual([said]);
  });
});

describe('an empty answer', () => {
  const thought = { type: 'thinking', thinking: 'Hm.', signature: 'sig==' };
  const blank = { type: 'text', text: ' \n', citations: null };
  it.each([
    ['has no block', [], 'end_turn'],
    ['is blank', [blank], 'end_turn'],
    ['only thought', [thought], 'max_tokens'],
  ])('leaves its question in the conversation: it %s', async (_, content, stop_reason) => {
    const service = await shared.newTenant();
    const talk = await Talk.begin(service);
    await talk.say('first');
    await service.claude.script([{ content, stop_reason }]);
    const { assistant_message: empty } = await talk.say('second');
    const { user_message } = await talk.say('third');
    expect(user_message.parent_id).toBe(empty.id);
    const { messages } = await lastSentTo(service);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(messages[2]?.content).toMatchObject([{ text: 'second' }, { text: 'third' }]);
    await talk.say('fourth');
    expect((await lastSentTo(service)).messages.slice(0, 3)).toEqual(messages);
  });

  it('that waits for a tool result makes the next message a 400, before anything is stored or sent', async () => {
    const service = await shared.newTenant();
    const talk = await Talk.begin(service);
    const { assistant_message: first } = await talk.say('first');
    await service.claude.script([{ content: [{ type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 1 } }] }]);
    const { assistant_message: tool } = await talk.say('second');
    const before = [await talk.tree(), await service.claude.stats()];
    const { body } = await talk.post('third').expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', message_id: tool.id, errors: [{ field: 'parent_id' }] });
    expect(body.detail).toContain('Regenerate that answer');
    expect([await talk.tree(), await service.claude.stats()]).toEqual(before);
    await talk.say('third', { parent_id: first.id });
    await talk.regenerate(tool.id).expect(201);
    await talk.say('fourth');
  });
});

describe('`parent_id`', () => {
  let service: Service;
  let talk: Talk;
  beforeEach(async () => {
    service = await shared.newTenant();
    talk = await Talk.begin(service);
    await talk.say('first');
  });

  const refusedWith = async (status: 400 | 404, parentId: string | undefined) => {
    const [before, { messages }] = [await talk.tree(), await service.claude.stats()];
    const { body } = await talk.post('next', { parent_id: parentId }).expect(status);
    expect(await talk.tree()).toEqual(before);
    expect((await service.claude.stats()).messages).toBe(messages);
    return body;
  };

  it("that names a user's message is a 400, since roles alternate on every path", async () => {
    const [asked] = await talk.messages();
    expect((await refusedWith(400, asked?.id)).errors[0].field).toBe('parent_id');
  });

  it('that names a refused answer is a 400, since Claude would refuse again', async () => {
    await service.claude.script([{ text: 'No.', stop_reason: 'refusal' }]);
    const { body } = await talk.post('refuse me').expect(422);
    expect((await refusedWith(400, body.message_id)).errors[0].field).toBe('parent_id');
  });

  it('that names an empty answer is a 400', async () => {
    await service.claude.script([{ content: [] }]);
    const { assistant_message } = await talk.say('say nothing');
    expect((await refusedWith(400, assistant_message.id)).errors[0].field).toBe('parent_id');
  });

  it('that names a missing message or one of another conversation is a 404', async () => {
    const problem = await refusedWith(404, UNKNOWN_ID);
    expect(problem.code).toBe('not_found');
    const other = (await (await Talk.begin(service)).say('elsewhere')).assistant_message;
    expect(await refusedWith(404, other.id)).toEqual(problem);
  });
});
