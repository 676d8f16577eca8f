import { type Service, shareService } from '../support/service.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** What an answer to `ask` costs: 1,000 tokens in for $1 and 200 out for $5 a million. */
const COST = '0.002000';

const shared = shareService();
let service: Service;
beforeEach(async () => void (service = await shared.newTenant()));

type Report = Record<string, unknown> & { data: Record<string, unknown>[] };

async function usage(path: string): Promise<Report> {
  return (await service.call('GET', path).expect(200)).body as Report;
}

async function ask(user: string, body: object = {}, model = 'claude-haiku-4-5') {
  await service.claude.script([{ usage: { input_tokens: 1_000, output_tokens: 200 } }]);
  await service.analyze(user, { text: 'hello', model, cache: 'off', ...body }).expect(201);
}

const NOTHING = {
  requests: 0,
  replays: 0,
  calls: 0,
  interrupted_calls: 0,
  unpriced_calls: 0,
  estimated_calls: 0,
  unpriced_replays: 0,
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  tokens_used: 0,
  billed_usd: '0.000000',
  saved_usd: '0.000000',
};

describe('the usage of a user', () => {
  it('is that of this month unless asked otherwise, with all of its numbers', async () => {
    await ask('ann');
    expect(await usage('/users/ann/usage')).toEqual({
      ...NOTHING,
      user_id: 'ann',
      from: '2026-11-01T00:00:00.000Z',
      to: null,
      group_by: null,
      requests: 1,
      calls: 1,
      input_tokens: 1_000,
      output_tokens: 200,
      tokens_used: 1_200,
      billed_usd: COST,
      data: [],
      has_more: false,
    });
  });

  it('without calls is zero', async () => {
    expect(await usage('/users/nobody/usage?group_by=day')).toMatchObject({ ...NOTHING, data: [] });
  });

  it('is that user alone; and the tenant is everybody', async () => {
    await ask('ann');
    await ask('bob');
    expect(await usage('/users/ann/usage')).toMatchObject({ calls: 1, billed_usd: COST });
    const whole = await usage('/usage');
    expect(whole).toMatchObject({ calls: 2, billed_usd: '0.004000' });
    expect(whole).not.toHaveProperty('user_id');
  });

  it('can be told apart by user too, who is the only one', async () => {
    await ask('ann');
    await ask('bob');
    const { data } = await usage('/users/ann/usage?group_by=user');
    expect(data).toMatchObject([{ user_id: 'ann', calls: 1 }]);
  });
});

describe('a replay', () => {
  it('is billed 0, says what it saved, and counts as a request', async () => {
    await ask('ann', { cache: 'use' });
    await service.analyze('ann', { text: 'hello', model: 'claude-haiku-4-5' }).expect(200);
    const once = { calls: 1, billed_usd: COST, tokens_used: 1_200 };
    expect(await usage('/users/ann/usage')).toMatchObject({ ...once, requests: 2, replays: 1, saved_usd: COST });
  });

  it("of another user's answer counts for the requesting user", async () => {
    await ask('ann', { cache: 'use' });
    await service.analyze('bob', { text: 'hello', model: 'claude-haiku-4-5' }).expect(200);
    const saved = { requests: 1, replays: 1, calls: 0, billed_usd: '0.000000', saved_usd: COST };
    expect(await usage('/users/bob/usage')).toMatchObject(saved);
    expect(await usage('/users/ann/usage')).toMatchObject({ requests: 1, replays: 0, saved_usd: '0.000000' });
  });

  it('of an answer that was waited for counts for each who waited', async () => {
    await service.claude.script([{ hold: 'all', usage: { input_tokens: 1_000, output_tokens: 200 } }]);
    const asking = Array.from({ length: 4 }, (_, n) =>
      service.analyze(`user-${n % 2}`, { text: 'hello', model: 'claude-haiku-4-5' }).then(),
    );
    await service.claude.waitForInFlight(1);
    await service.claude.release('all');
    expect((await Promise.all(asking)).map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(await usage('/usage')).toMatchObject({ requests: 4, replays: 3, calls: 1, saved_usd: '0.006000' });
  });

  it('of an answer with an unknown price has unknown savings', async () => {
    await service.claude.script([{ model: 'claude-next-9' }]);
    await service.analyze('ann', { text: 'hello' }).expect(201);
    await service.analyze('ann', { text: 'hello' }).expect(200);
    expect(await usage('/users/ann/usage')).toMatchObject({ billed_usd: null, saved_usd: null, unpriced_replays: 1 });
  });

  it('is no repeat under an idempotency key: that is the same request again', async () => {
    const body = { text: 'hello', model: 'claude-haiku-4-5' };
    const send = (key: string) => service.analyze('ann', body).set('Idempotency-Key', key);
    await send('first').expect(201);
    await send('first').expect(201);
    expect(await usage('/users/ann/usage')).toMatchObject({ requests: 1, replays: 0, calls: 1 });
    await send('second').expect(200);
    await send('second').expect(200);
    expect(await usage('/users/ann/usage')).toMatchObject({ requests: 2, replays: 1, calls: 1 });
  });
});

describe('groups', () => {
  beforeEach(async () => {
    await ask('ann');
    service.clock.advance(DAY_MS);
    await ask('bob', {}, 'claude-sonnet-4-6');
    await ask('bob');
    await ask('@carl');
  });

  it('of days come in their order', async () => {
    const { data } = await usage('/usage?group_by=day');
    expect(data.map(({ day, calls }) => [day, calls])).toEqual([
      ['2026-11-23', 1],
      ['2026-11-24', 3],
    ]);
  });

  it.each([
    ['user', 'user_id', ['bob', '@carl', 'ann']],
    ['model', 'model', ['claude-haiku-4-5', 'claude-sonnet-4-6']],
    ['kind', 'kind', ['analysis']],
  ])('by %s come with the dearest first, then by name', async (by, field, names) => {
    const { data, calls, group_by } = await usage(`/usage?group_by=${by}`);
    expect(data.map((group) => group[field])).toEqual(names);
    expect(data.reduce((sum, group) => sum + Number(group['calls']), 0)).toBe(calls);
    expect(group_by).toBe(by);
  });

  it('tell what was said in conversations from analyses, and summaries from both', async () => {
    const { body } = await service.call('POST', '/conversations').send({ user_id: 'ann' }).expect(201);
    await service.call('POST', `/conversations/${body.id}/messages`).send({ content: 'hello' }).expect(201);
    const { data } = await usage('/users/ann/usage?group_by=kind');
    expect(data.map(({ kind, calls }) => [kind, calls]).sort()).toEqual([
      ['analysis', 1],
      ['message', 1],
    ]);
  });

  it('come as CSV, with what a spreadsheet would take for a formula made harmless', async () => {
    const { text, headers } = await service.call('GET', '/usage?group_by=user&format=csv').expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const header =
      'user_id,requests,replays,calls,interrupted_calls,unpriced_calls,estimated_calls,unpriced_replays,input_tokens,output_tokens,' +
      'cache_creation_input_tokens,cache_read_input_tokens,tokens_used,billed_usd,saved_usd';
    expect(text.split('\r\n')).toEqual([
      header,
      'bob,2,0,2,0,0,0,0,2000,400,0,0,2400,0.008000,0.000000',
      "'@carl,1,0,1,0,0,0,0,1000,200,0,0,1200,0.002000,0.000000",
      'ann,1,0,1,0,0,0,0,1000,200,0,0,1200,0.002000,0.000000',
      '',
    ]);
  });

  it('come as CSV where the Accept header asks for it, the whole as one row; and as JSON where the query does', async () => {
    const csv = await service.call('GET', '/usage').set('Accept', 'text/csv').expect(200);
    expect(csv.text.split('\r\n')[1]).toBe('4,0,4,0,0,0,0,4000,800,0,0,4800,0.012000,0.000000');
    const json = await service.call('GET', '/usage?format=json').set('Accept', 'text/csv').expect(200);
    expect(json.body).toMatchObject({ calls: 4 });
  });
});

describe('the time', () => {
  /** Calls a millisecond before midnight, at midnight, and at noon of that day. */
  beforeEach(async () => {
    service.clock.advance(12 * 60 * MINUTE_MS - 1);
    await ask('ann');
    service.clock.advance(1);
    await ask('ann');
    service.clock.advance(12 * 60 * MINUTE_MS);
    await ask('ann');
  });

  it.each([
    ['a day', 'from=2026-11-23&to=2026-11-24', 1],
    ['the next day', 'from=2026-11-24&to=2026-11-25', 2],
    ['both days', 'from=2026-11-23&to=2026-11-25', 3],
    ['without an end', 'from=2026-11-24', 2],
    ['with an end at noon, which leaves noon out', 'from=2026-11-23&to=2026-11-24T12:00:00Z', 2],
    ['with an end just after noon', 'from=2026-11-23&to=2026-11-24T12:00:00.001Z', 3],
    ['with a start at noon, which has noon in it', 'from=2026-11-24T12:00:00Z', 1],
    ['with a start just before midnight', 'from=2026-11-23T23:59:59.999Z&to=2026-11-24', 1],
    ['within a day', 'from=2026-11-24T00:00:00.001Z&to=2026-11-24T12:00:00Z', 0],
    ['around midnight', 'from=2026-11-23T23:00:00Z&to=2026-11-24T01:00:00Z', 2],
    ['as it is in another zone', 'from=2026-11-24T01:00:00%2B01:00&to=2026-11-24T13:00:00.001%2B01:00', 2],
  ])('%s is exact to the millisecond', async (_, span, calls) => {
    for (const path of ['/users/ann/usage', '/usage']) {
      const report = await usage(`${path}?${span}&group_by=day`);
      expect(report).toMatchObject({ calls, output_tokens: calls * 200 });
      expect(report.data.reduce((sum, group) => sum + Number(group['calls']), 0)).toBe(calls);
    }
  });

  it.each([
    ['from=2026-11-24&to=2026-11-24', 'to'],
    ['from=2026-11-24&to=2026-11-23', 'to'],
    ['to=2026-11-01', 'to'],
    ['from=2021-11-23', 'from'],
    ['from=2020-01-01&to=2025-01-02', 'from'],
    ['from=yesterday', 'from'],
    ['to=2026-02-30', 'to'],
    ['group_by=tenant', 'group_by'],
    ['format=xml', 'format'],
    ['user_id=bob', 'user_id'],
  ])('or anything else that cannot be meant is refused: %s', async (query, field) => {
    for (const path of ['/users/ann/usage', '/usage']) {
      const { body } = await service.call('GET', `${path}?${query}`).expect(400);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
    }
  });

  it('may be five years', async () => {
    expect(await usage('/usage?from=2020-01-01&to=2025-01-01')).toMatchObject({ calls: 0 });
  });
});
