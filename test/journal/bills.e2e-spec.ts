import { formatUsd } from '../../src/common/index.js';
import { budgetOf, picoOf, setBudget, worstOf } from '../support/budgets.js';
import { EventReader, readStream, textOf } from '../support/event-reader.js';
import { type Service, shareService } from '../support/service.js';
import { untilCalls } from '../support/stored-rows.js';

const shared = shareService({ env: { CLAUDE_MAX_RETRIES: '0' } });
let service: Service;
beforeEach(async () => void (service = await shared.newTenant()));

const WORDS = 'lantern '.repeat(200);
/** Enough events for about half of them. */
const CUT = { after_events: 100 };
/** Of the cheapest token that counts here, in picodollars. */
const OUTPUT_TOKEN = 10_000_000n;

async function usageOf(user: string): Promise<Record<string, unknown>> {
  return (await service.call('GET', `/users/${user}/usage`).expect(200)).body;
}

/** A stored answer, as far as it is looked into here. */
interface BrokenOff {
  readonly usage: { readonly output_tokens: number };
  readonly cost_usd: string;
}

async function brokenOff(body: object): Promise<{ result: BrokenOff; text: string }> {
  const events = await readStream(service, { user: 'alice', body: { text: 'a story', ...body } });
  const [started] = events;
  const id = started?.event === 'result.started' ? started.data.id : '';
  const { body: result } = await service.call('GET', `/results/${id}`).expect(200);
  return { result, text: textOf(events) };
}

describe('an answer that broke off', () => {
  it('is billed with a bound of what was received, which says that it is one', async () => {
    await service.claude.script([{ text: WORDS, cut: CUT }]);
    const { result, text } = await brokenOff({});
    expect(text.length).toBeGreaterThan(500);
    expect(result.usage.output_tokens).toBe(Buffer.byteLength(text));
    expect(result).toMatchObject({ usage_is_estimate: true, stop_reason: 'interrupted' });
    expect(picoOf(result.cost_usd)).toBeGreaterThan(BigInt(text.length) * OUTPUT_TOKEN);
    const usage = await usageOf('alice');
    expect(usage).toMatchObject({ calls: 1, estimated_calls: 1, unpriced_calls: 0, billed_usd: result.cost_usd });
  });

  it('is never billed with more than the request allowed', async () => {
    await service.claude.script([{ text: WORDS, usage: { output_tokens: 200 }, cut: CUT }]);
    const { result } = await brokenOff({ max_tokens: 400 });
    expect(result).toMatchObject({ usage: { output_tokens: 400 }, usage_is_estimate: true });
  });

  it('is billed with all that was allowed where Claude thought, since it shows less of that than it bills', async () => {
    await service.claude.script([{ thinking: true, text: WORDS, cut: CUT }]);
    const { result } = await brokenOff({ max_tokens: 3_000 });
    expect(result).toMatchObject({ usage: { output_tokens: 3_000 }, usage_is_estimate: true });
  });

  it('is billed as Claude counted it where only its last event is missing', async () => {
    // message_start, content_block_start, ping, the deltas, content_block_stop, message_delta
    await service.claude.script([{ text: 'x'.repeat(80), usage: { output_tokens: 20 }, cut: { after_events: 15 } }]);
    const { result } = await brokenOff({});
    expect(result).toMatchObject({ usage: { output_tokens: 20 }, stop_reason: 'interrupted' });
    expect(await usageOf('alice')).toMatchObject({ estimated_calls: 0 });
  });

  it('has spent its bound in a budget', async () => {
    await setBudget(service, 'alice', worstOf('a story'));
    await service.claude.script([{ text: WORDS, cut: CUT }]);
    const { result } = await brokenOff({});
    const { billed_usd, reserved_usd } = await budgetOf(service, 'alice');
    expect([billed_usd, reserved_usd]).toEqual([result.cost_usd, '0.000000']);
    expect(picoOf(billed_usd)).toBeLessThanOrEqual(worstOf('a story'));
    await service.analyze('alice', { text: 'a story', cache: 'off' }).expect(402);
  });

  it('of a message is told as such', async () => {
    const { body: conversation } = await service.call('POST', '/conversations').send({ user_id: 'alice' }).expect(201);
    const path = `/conversations/${conversation.id}/messages`;
    await service.claude.script([{ text: WORDS, cut: CUT }]);
    await readStream(service, { path, body: { content: 'a story' } });
    const { body: tree } = await service.call('GET', `${path}?view=tree`).expect(200);
    const [asked, answer] = tree.data;
    expect(asked.usage_is_estimate).toBeUndefined();
    expect(answer).toMatchObject({ usage_is_estimate: true, status: 'interrupted' });
    expect(answer.usage.output_tokens).toBe(Buffer.byteLength(answer.text));
  });
});

describe('a call of which nobody knows what it cost', () => {
  const unreadable = { headers: { 'content-encoding': 'unheard-of' } };
  it.each([
    ['was cut off before the answer', { cut: 'before_response' as const }, 502],
    ['was cut off in the answer', { cut: { after_bytes: 20 } }, 502],
    ['had an answer that cannot be read', unreadable, 502],
  ])('is told as unknown, and keeps its reservation: it %s', async (_, step, status) => {
    await setBudget(service, 'alice', worstOf('hello') + worstOf('hello') - 1n);
    await service.claude.script([step]);
    await service.analyze('alice', { text: 'hello' }).expect(status);
    expect(await usageOf('alice')).toMatchObject({
      calls: 1,
      unpriced_calls: 1,
      estimated_calls: 0,
      billed_usd: null,
      tokens_used: 0,
    });
    expect(await budgetOf(service, 'alice')).toMatchObject({
      billed_usd: '0.000000',
      reserved_usd: formatUsd(worstOf('hello')),
    });
    await service.analyze('alice', { text: 'hello' }).expect(402);
    const { text } = await service.call('GET', '/users/alice/export').buffer(true).expect(200);
    const lines = text.trim().split('\n');
    const line = lines.map((one) => JSON.parse(one) as Record<string, unknown>).find(({ type }) => type === 'call');
    expect(line).toMatchObject({ cost_usd: null, usage: { input_tokens: null, output_tokens: null } });
  });

  it('is one whose client left before anything came', async () => {
    await setBudget(service, 'alice', worstOf('hello'));
    await service.claude.script([{ hold: 'gate' }]);
    const asked = EventReader.start(service, { body: { text: 'hello', on_disconnect: 'abort' } });
    await service.claude.waitForInFlight(1);
    asked.leave();
    await untilCalls(service, 'aborted', 1);
    expect(await usageOf('alice')).toMatchObject({ unpriced_calls: 1, billed_usd: null });
    expect((await budgetOf(service, 'alice')).reserved_usd).toBe(formatUsd(worstOf('hello')));
  });

  it.each([
    ['overload', { status: 529 }, 503],
    ['a failure', { status: 500 }, 502],
    ['a rejection', { status: 400 }, 400],
    ['a closed account', { status: 402 }, 502],
  ])(
    'is not one that Claude itself answered with an error, which it bills nothing for: %s',
    async (_, step, status) => {
      await setBudget(service, 'alice', worstOf('hello'));
      await service.claude.script([step]);
      await service.analyze('alice', { text: 'hello' }).expect(status);
      expect(await usageOf('alice')).toMatchObject({ calls: 1, unpriced_calls: 0, billed_usd: '0.000000' });
      expect(await budgetOf(service, 'alice')).toMatchObject({ billed_usd: '0.000000', reserved_usd: '0.000000' });
      await service.analyze('alice', { text: 'hello' }).expect(201);
    },
  );
});

describe('whatever comes with an answer', () => {
  const LONG = 'x'.repeat(200);
  const STRANGE = 'a\u0000b\ud800c';

  it.each<[string, object, object]>([
    ['a request id that is too long', { headers: { 'request-id': LONG } }, {}],
    ['a stop reason that is too long', { stop_reason: LONG }, { stop_reason: LONG.slice(0, 64) }],
    ['a stop reason with a NUL', { stop_reason: STRANGE }, { stop_reason: 'a\ufffdb\ufffdc' }],
    ['a service tier that is too long', { usage: { service_tier: LONG } }, { cost_usd: null }],
    ['a model with a NUL', { model: STRANGE }, { cost_usd: null }],
    ['a model that is too long', { model: LONG }, { cost_usd: null }],
    ['a text with a NUL', { text: STRANGE }, { result: 'a\ufffdb\ufffdc' }],
  ])('is kept, as far as there is room for it, and never costs the answer: %s', async (_, step, expected) => {
    for (const stream of [false, true]) {
      await service.claude.script([{ text: 'the answer', ...step }]);
      const body = { text: 'hello', cache: 'off' };
      if (stream) await readStream(service, { body });
      else await service.analyze('alice', body).expect(201);
      const { body: history } = await service.call('GET', '/history/alice').expect(200);
      expect(history.data).toHaveLength(stream ? 2 : 1);
      expect(history.data[0]).toMatchObject({ result: 'the answer', ...expected });
    }
  });

  it.each<[string, object]>([
    ['more than a column holds', { input_tokens: 4_294_967_295 }],
    ['more than any window has', { cache_read_input_tokens: 5e12 }],
    ['more than the request allowed', { output_tokens: 50_000 }],
    ['less than nothing', { output_tokens: -1 }],
    ['a part of a token', { input_tokens: 1.5 }],
    ['a word', { input_tokens: '12' }],
    ['nothing', { output_tokens: null }],
    ['more for an hour than at all', { cache_creation: { ephemeral_1h_input_tokens: 7 } }],
  ])('counts of tokens that cannot be true are told as unknown: %s', async (_, usage) => {
    await setBudget(service, 'alice', 10n * worstOf('hello'));
    const unknown = { input_tokens: null, output_tokens: null };
    for (const stream of [false, true]) {
      await service.claude.script([{ text: 'the answer', usage }]);
      const body = { text: 'hello', cache: 'off' };
      if (stream) await readStream(service, { body });
      else await service.analyze('alice', body).expect(201);
      const { body: history } = await service.call('GET', '/history/alice').expect(200);
      expect(history.data[0]).toMatchObject({
        result: 'the answer',
        usage: unknown,
        tokens_used: null,
        cost_usd: null,
      });
    }
    expect(await usageOf('alice')).toMatchObject({ calls: 2, unpriced_calls: 2, billed_usd: null, tokens_used: 0 });
    expect((await budgetOf(service, 'alice')).reserved_usd).toBe(formatUsd(2n * worstOf('hello')));
    expect(service.log.join('')).toContain('token counts');
  });
});

describe('a call that was not answered in time', () => {
  const shortTimeout = shareService({ env: { CLAUDE_MAX_RETRIES: '1', CLAUDE_TIMEOUT_MS: '300' } });

  it('is told as unknown, and keeps its reservation', async () => {
    service = await shortTimeout.newTenant();
    await setBudget(service, 'alice', 2n * worstOf('hello') - 1n);
    await service.claude.script([{ hold: 'never' }]);
    await service.analyze('alice', { text: 'hello' }).expect(504);
    await service.claude.release('never');
    expect(await usageOf('alice')).toMatchObject({ calls: 1, unpriced_calls: 1, billed_usd: null });
    expect((await budgetOf(service, 'alice')).reserved_usd).toBe(formatUsd(worstOf('hello')));
    await service.analyze('alice', { text: 'hello' }).expect(402);
  });
});
