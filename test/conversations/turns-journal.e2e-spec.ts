import { formatUsd } from '../../src/common/index.js';
import { rows } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';
import { type MessageJson, Talk } from '../support/talk.js';
import { startedOf, turnEvents } from '../support/turn-events.js';

describe('the journal of a conversation', () => {
  let service: Service;
  let talk: Talk;
  beforeAll(async () => void (service = await startService({ env: { CLAUDE_MAX_RETRIES: '1' } })));
  beforeEach(async () => void (talk = await Talk.begin(service)));
  afterAll(() => service.stop());

  const callsOf = (message: Pick<MessageJson, 'id'>) =>
    rows(service.database, `SELECT * FROM calls WHERE subject_id = '${message.id}' ORDER BY attempt`);

  it('has one call for each answer, with exactly the cost and tokens of the answer', async () => {
    const usage = {
      input_tokens: 100,
      output_tokens: 50,
      cache_creation_input_tokens: 1000,
      cache_read_input_tokens: 2000,
      cache_creation: { ephemeral_5m_input_tokens: 600, ephemeral_1h_input_tokens: 400 },
    };
    await service.claude.script([{}, { usage }]);
    const first = (await talk.say('one')).assistant_message;
    const priced = (await talk.say('two')).assistant_message;
    const again = (await talk.regenerate(first.id).expect(201)).body.assistant_message as MessageJson;
    await turnEvents(await talk.stream('three'));
    const streamed = (await talk.messages()).at(-1);
    for (const said of [first, priced, again, streamed]) {
      const [call, ...others] = await callsOf(said ?? { id: '' });
      expect(others).toEqual([]);
      expect(call).toMatchObject({ kind: 'message', status: 'succeeded', user_id: 'alice', model: said?.model });
      const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } = call ?? {};
      const counted = { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens };
      expect(counted).toEqual(said?.usage);
      expect(said?.tokens_used).toBe(Object.values(counted).reduce((sum, tokens) => sum + Number(tokens), 0));
      expect(said?.cost_usd).toBe(formatUsd(BigInt(call?.['cost_pico_usd'] ?? 0)));
    }
    // Sonnet 5.5, $ a million: 100 × 2 + 50 × 10 + 600 × 2.5 + 400 × 4 + 2000 × 0.1 = 4,000
    expect(priced.cost_usd).toBe('0.004000');
    expect(await rows(service.database, "SELECT id FROM calls WHERE kind <> 'message'")).toEqual([]);
  });

  it('has a call for each attempt, with the id of the final answer', async () => {
    await service.claude.script([{ status: 529, retry_after_ms: 1 }]);
    const { assistant_message: said } = await talk.say('one');
    expect(await callsOf(said)).toMatchObject([
      { status: 'failed', error_code: 'claude_overloaded', attempt: 1 },
      { status: 'succeeded', error_code: null, attempt: 2 },
    ]);
  });

  it('has the cost of an interrupted answer, as the answer itself does', async () => {
    await service.claude.script([{ text: 'words and words and words', cut: { after_events: 5 } }]);
    const { id } = startedOf(await turnEvents(await talk.stream('one')));
    const said = (await talk.messages())[1];
    const [call] = await callsOf({ id });
    expect(call).toMatchObject({ kind: 'message', status: 'failed', error_code: 'claude_error' });
    expect(said).toMatchObject({ id, status: 'interrupted' });
    expect(said?.usage).toMatchObject({ input_tokens: call?.['input_tokens'], output_tokens: call?.['output_tokens'] });
    expect(said?.cost_usd).toBe(formatUsd(BigInt(call?.['cost_pico_usd'] ?? 0)));
  });
});
