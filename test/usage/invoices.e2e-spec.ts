import type { SimulatorStep } from '../../src/simulator/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { type Service, startService } from '../support/service.js';

/** Every dollar below is worked out by hand, from Anthropic's prices for a million tokens. */
const PRICED_AT = '2026-11-25T12:00:00.000Z';

let service: Service;
let user: string;
let count = 0;
beforeAll(async () => void (service = await startService({ clock: new ManualClock(new Date(PRICED_AT)) })));
afterAll(() => service.stop());
beforeEach(() => (user = `user-${(count += 1)}`));

interface Tokens {
  readonly input?: number;
  readonly output?: number;
  readonly write5m?: number;
  readonly write1h?: number;
  readonly read?: number;
}

function billing(
  { input = 0, output = 0, write5m = 0, write1h = 0, read = 0 }: Tokens,
  more: SimulatorStep['usage'] = {},
) {
  return {
    input_tokens: input,
    output_tokens: output,
    cache_creation_input_tokens: write5m + write1h,
    cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
    cache_read_input_tokens: read,
    ...more,
  };
}

async function bill(model: string, tokens: Tokens, more?: SimulatorStep['usage'], step: SimulatorStep = {}) {
  await service.claude.script([{ ...step, usage: billing(tokens, more) }]);
  await service.analyze(user, { text: 'hello', model, cache: 'off' }).expect(201);
}

async function invoice(query = '') {
  const { body } = await service.call('GET', `/users/${user}/usage${query}`).expect(200);
  return body as Record<string, unknown> & { data: Record<string, unknown>[] };
}

describe('an invoice', () => {
  it('has each kind of token at its own price: 1,000 in, 200 out, written for 5 minutes and for an hour, read', async () => {
    await bill('claude-haiku-4-5', { input: 1_000, output: 200, write5m: 3_000, write1h: 5_000, read: 70_000 });
    // 1,000 × $1 + 200 × $5 + 3,000 × $1.25 + 5,000 × $2 + 70,000 × $0.10, all for a million
    // = 0.001 + 0.001 + 0.00375 + 0.01 + 0.007
    expect(await invoice()).toMatchObject({
      billed_usd: '0.022750',
      input_tokens: 1_000,
      output_tokens: 200,
      cache_creation_input_tokens: 8_000,
      cache_read_input_tokens: 70_000,
      tokens_used: 79_200,
      unpriced_calls: 0,
    });
  });

  it('has a prompt of 100,000 tokens at the lower price, of which Claude had 60,000 in its cache', async () => {
    await bill('claude-haiku-5-5', { input: 40_000, read: 60_000, output: 1_000 });
    // 40,000 × $0.10 + 60,000 × $0.01 + 1,000 × $0.50 = 0.004 + 0.0006 + 0.0005
    expect(await invoice()).toMatchObject({ billed_usd: '0.005100' });
  });

  it('has all of a prompt of one token more at the higher price', async () => {
    await bill('claude-haiku-5-5', { input: 40_001, read: 60_000, output: 1_000 });
    // 40,001 × $0.50 + 60,000 × $0.05 + 1,000 × $2.50 = 0.0200005 + 0.003 + 0.0025
    expect(await invoice()).toMatchObject({ billed_usd: '0.0255005' });
  });

  it('has a batch at half the price', async () => {
    await bill('claude-sonnet-4-6', { input: 1_000, output: 1_000 }, { service_tier: 'batch' });
    // (1,000 × $3 + 1,000 × $15) / 2 = 0.018 / 2
    expect(await invoice()).toMatchObject({ billed_usd: '0.009000' });
  });

  it('has inference that stays in the US at a tenth more, a batch of it at half of that', async () => {
    await bill('claude-sonnet-4-6', { input: 1_000, output: 1_000 }, { inference_geo: 'us' });
    expect(await invoice()).toMatchObject({ billed_usd: '0.019800' });
    await bill('claude-sonnet-4-6', { input: 1_000, output: 1_000 }, { inference_geo: 'us', service_tier: 'batch' });
    // 0.0198 + 0.0099
    expect(await invoice()).toMatchObject({ billed_usd: '0.029700' });
  });

  it('says that a price is unknown, and never that it is 0', async () => {
    await bill('claude-haiku-4-5', { input: 1_000 }, {}, { model: 'claude-next-9' });
    expect(await invoice()).toMatchObject({ billed_usd: null, unpriced_calls: 1, calls: 1, input_tokens: 1_000 });
    await bill('claude-haiku-4-5', { input: 1_000 });
    expect(await invoice()).toMatchObject({ billed_usd: '0.001000', unpriced_calls: 1, calls: 2, input_tokens: 2_000 });
  });

  it('has every retry that was made, and what Claude billed for the one that it answered', async () => {
    await service.claude.script([{ status: 529, retry_after_ms: 1 }]);
    await bill('claude-haiku-4-5', { input: 1_000, output: 200 });
    expect(await invoice()).toMatchObject({ requests: 1, calls: 2, billed_usd: '0.002000' });
  });

  it('is the sum of its groups, whatever they are by', async () => {
    await bill('claude-haiku-4-5', { input: 1_000 });
    await bill('claude-sonnet-4-6', { input: 1_000, output: 1_000 });
    await bill('claude-sonnet-4-6', { output: 2_000 });
    const { data, billed_usd } = await invoice('?group_by=model');
    // 0.001; 0.018 + 2,000 × $15 for a million
    expect(billed_usd).toBe('0.049000');
    expect(data.map(({ model, billed_usd: billed }) => [model, billed])).toEqual([
      ['claude-sonnet-4-6', '0.048000'],
      ['claude-haiku-4-5', '0.001000'],
    ]);
  });
});

describe('on the day of a new price', () => {
  const MIDNIGHT = Date.parse('2026-10-07T00:00:00.000Z');
  let october: Service;
  beforeAll(async () => {
    october = await startService({ clock: new ManualClock(new Date(MIDNIGHT - 1)) });
  });
  afterAll(() => october.stop());

  const days = async (who: string) => {
    const path = `/users/${who}/usage?from=2026-10-01&to=2026-11-01&group_by=day`;
    const { body } = await october.call('GET', path).expect(200);
    return (body.data as Record<string, unknown>[]).map(({ day, billed_usd }) => [day, billed_usd]);
  };

  it('a call that was sent a millisecond before has the old price and the old day, wherever its answer comes', async () => {
    const usage = billing({ read: 1_000_000 });
    const body = { text: 'hello', model: 'claude-sonnet-5-5', cache: 'off' };
    await october.claude.script([{ usage, hold: 'midnight' }]);
    const asking = october.analyze('ann', body).expect(201).then();
    await october.claude.waitForInFlight(1);
    october.clock.advance(1);
    await october.claude.release('midnight');
    await asking;
    expect(await days('ann')).toEqual([['2026-10-06', '0.200000']]);
    await october.claude.script([{ usage }]);
    await october.analyze('ann', body).expect(201);
    expect(await days('ann')).toEqual([
      ['2026-10-06', '0.200000'],
      ['2026-10-07', '0.100000'],
    ]);
  });
});
