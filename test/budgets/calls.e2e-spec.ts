import { budgetOf, budgetPath, picoOf, setBudget, worstOf } from '../support/budgets.js';
import { count } from '../support/rows.js';
import { type Service, shareService } from '../support/service.js';
import { callsOf, resultsOf, whereTenant } from '../support/stored-rows.js';
import { Talk } from '../support/talk.js';
import { counted, SMALL, talkUntil } from '../support/threads.js';

const HOUR = 3_600_000;

const shared = shareService();
let service: Service;
beforeEach(async () => void (service = await shared.newTenant()));

/** @returns the number of rows in each table that a call writes */
async function traces(): Promise<number[]> {
  const tables = ['calls', 'results', 'messages', 'claims', 'usage_days', 'replays'];
  const rows = await Promise.all(
    tables.map((table) => count(service.database, `SELECT count(*) FROM ${table} ${whereTenant(service)}`)),
  );
  return [...rows, (await service.claude.stats()).messages];
}

/** @returns a picodollar less than the call can cost */
const tooLittle = (text: string) => worstOf(text) - 1n;

describe('a call that could exceed the budget', () => {
  it('is refused with 402 and the time of the reset, and is neither sent nor stored', async () => {
    await setBudget(service, 'alice', tooLittle('hello') - 5n);
    await service.analyze('alice', { text: 'h', max_tokens: 10 }).expect(201);
    const before = await traces();
    const { body, headers } = await service.analyze('alice', { text: 'hello' }).expect(402);
    expect(headers['retry-after']).toBe(String(12 * 3_600));
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'budget_exceeded', status: 402, title: 'The budget does not allow this call' });
    expect(body.detail).toContain('more than the budget of the user alice allows at all');
    expect(await traces()).toEqual(before);
  });

  it('is refused with its possible cost, the remaining amount and the reset, if it fits into a full budget', async () => {
    const { body: first } = await service.analyze('alice', { text: 'first' }).expect(201);
    const { limit_usd } = await setBudget(service, 'alice', worstOf('hello'));
    const { remaining_usd } = await budgetOf(service, 'alice');
    const { body } = await service.analyze('alice', { text: 'hello' }).expect(402);
    expect(picoOf(limit_usd) - picoOf(first.cost_usd)).toBe(picoOf(remaining_usd));
    expect(body.detail).toBe(
      `This call could cost up to $${limit_usd}, and of the budget of the user alice ($${limit_usd} a day) ` +
        `$${remaining_usd} is left. A new day begins at 2026-11-24T00:00:00.000Z. Nothing was sent to Claude.`,
    );
  });

  it('could cost at least a picodollar more than is left; a call that could cost exactly the remainder is made', async () => {
    await setBudget(service, 'alice', tooLittle('hello'));
    await service.analyze('alice', { text: 'hello' }).expect(402);
    await setBudget(service, 'alice', worstOf('hello'));
    await service.analyze('alice', { text: 'hello' }).expect(201);
  });

  it('is refused while another call is in flight, and made once that call has cost less than its reservation', async () => {
    await setBudget(service, 'alice', worstOf('hello') + worstOf('world') - 1n);
    await service.claude.script([{ hold: 'gate' }]);
    const first = service.analyze('alice', { text: 'hello' }).then(({ status }) => status);
    await service.claude.waitForInFlight(1);
    await service.analyze('alice', { text: 'world' }).expect(402);
    await service.claude.release('gate');
    expect(await first).toBe(201);
    await service.analyze('alice', { text: 'world' }).expect(201);
  });

  it('is refused with a plain problem if a stream was requested', async () => {
    await setBudget(service, 'alice', 0n);
    const { body } = await service.analyze('alice', { text: 'hello', stream: true }).expect(402);
    expect(body.code).toBe('budget_exceeded');
  });

  it('does not use up its idempotency key: the same request succeeds once the budget allows it', async () => {
    await setBudget(service, 'alice', 0n);
    const ask = () => service.analyze('alice', { text: 'hello' }).set('Idempotency-Key', 'k');
    await ask().expect(402);
    await ask().expect(402);
    await setBudget(service, 'alice', worstOf('hello'));
    const { headers } = await ask().expect(201);
    expect(headers['idempotent-replayed']).toBeUndefined();
    expect((await ask().expect(201)).headers['idempotent-replayed']).toBe('true');
  });

  it('is refused if its price is unknown, with advice on how to set a price', async () => {
    const ask = () => service.analyze('alice', { text: 'hello', model: 'claude-unheard-of' });
    await ask().expect(201);
    await setBudget(service, null, 10n ** 18n);
    const { body } = await ask().send({ text: 'another', model: 'claude-unheard-of' }).expect(402);
    expect(body.detail).toContain('CLAUDE_PRICES_FILE');
    expect((await callsOf(service)).map(({ status }) => status)).toEqual(['succeeded']);
  });
});

describe('with a used-up budget', () => {
  it("a replay is still served, from the user's own results and from another user's", async () => {
    const { body: first } = await service.analyze('alice', { text: 'hello' }).expect(201);
    await setBudget(service, 'alice', 0n);
    await setBudget(service, 'bob', 0n);
    const { body: own } = await service.analyze('alice', { text: 'hello' }).expect(200);
    const { body: copy } = await service.analyze('bob', { text: 'hello' }).expect(200);
    expect([own.id, own.cached, copy.result, copy.cached]).toEqual([first.id, true, first.result, true]);
    await service.analyze('bob', { text: 'hello', cache: 'refresh' }).expect(402);
    expect((await budgetOf(service, 'bob')).billed_usd).toBe('0.000000');
  });

  it('requests that wait for the same answer are refused as well, without further waiting', async () => {
    await setBudget(service, null, 0n);
    const asked = Array.from({ length: 5 }, (_, n) => service.analyze(`user-${n}`, { text: 'the same' }).expect(402));
    await Promise.all(asked);
    expect(await traces()).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('a message or a regenerated answer is refused before anything is stored', async () => {
    const talk = await Talk.begin(service);
    const { assistant_message } = await talk.say('first');
    await setBudget(service, 'alice', 0n);
    const before = [await talk.read(), await talk.tree(), await traces()];
    const { body } = await talk.post('second').expect(402);
    expect(body.code).toBe('budget_exceeded');
    await talk.post('second', { stream: true }).expect(402);
    await talk.post('second').set('Idempotency-Key', 'k').expect(402);
    await talk.regenerate(assistant_message.id).expect(402);
    expect([await talk.read(), await talk.tree(), await traces()]).toEqual(before);
    await service.call('DELETE', budgetPath('alice')).expect(204);
    await talk.post('second').set('Idempotency-Key', 'k').expect(201);
  });

  it('a message that needs a summary is refused before the summary is paid for', async () => {
    const talk = await Talk.begin(service, { model: SMALL, context: 'summarise' });
    await talkUntil(service, talk, 6, 197_000);
    await service.claude.script([counted(164_000), {}]);
    const { billed_usd } = await setBudget(service, 'alice', 10n ** 15n);
    const billed = picoOf(billed_usd);
    // Each of the two calls would fit by itself: a summary of up to 16,384 tokens, an answer of up to 4,096.
    await setBudget(service, 'alice', billed + 16_384n * 5_500_000n + 4_096n * 5_500_000n);
    const before = [await talk.read(), await talk.tree(), await traces()];
    await talk.post('and now?').expect(402);
    expect([await talk.read(), await talk.tree(), await traces()]).toEqual(before);
  });
});

describe('a user budget and a tenant budget', () => {
  it('both must allow a call', async () => {
    await setBudget(service, null, worstOf('hello'), 'month');
    await setBudget(service, 'alice', tooLittle('hello'));
    expect((await service.analyze('alice', { text: 'hello' }).expect(402)).body.detail).toContain('the user alice');
    await setBudget(service, 'alice', worstOf('hello'));
    await service.analyze('alice', { text: 'hello' }).expect(201);
    await setBudget(service, 'bob', worstOf('hello'));
    await service.analyze('bob', { text: 'world' }).expect(402);
  });

  it("do not reveal the tenant's amounts to users; if both refuse, the one with the later reset is named", async () => {
    await setBudget(service, null, 123_456_789n, 'month');
    await setBudget(service, 'alice', 0n, 'day');
    const { body, headers } = await service.analyze('alice', { text: 'hello' }).expect(402);
    expect(body.detail).toContain("which the tenant's budget has no room for. A new month begins at 2026-12-01");
    expect(body.detail).not.toContain('0.000123');
    expect(Number(headers['retry-after'])).toBe((7 * 24 + 12) * 3_600);
  });

  it('neither hold a reservation for a refused call', async () => {
    await setBudget(service, null, 10n ** 15n);
    await setBudget(service, 'alice', 0n);
    await service.analyze('alice', { text: 'hello' }).expect(402);
    expect((await budgetOf(service, null)).reserved_usd).toBe('0.000000');
  });
});

describe('when a period ends', () => {
  it('the budget is full again, to the millisecond: a daily one at midnight, a monthly one at the end of the month', async () => {
    const spent = { text: 'h', max_tokens: 10 };
    for (const user of ['daily', 'monthly']) await service.analyze(user, spent).expect(201);
    await setBudget(service, 'daily', worstOf('hello'), 'day');
    await setBudget(service, 'monthly', worstOf('hello'), 'month');
    service.clock.advance(12 * HOUR - 1);
    for (const [user, left] of [
      ['daily', '1'],
      ['monthly', String(7 * 24 * 3_600 + 1)],
    ] as const) {
      const { headers } = await service.analyze(user, { text: 'hello' }).expect(402);
      expect(headers['retry-after']).toBe(left);
    }
    service.clock.advance(1);
    await service.analyze('daily', { text: 'hello' }).expect(201);
    await service.analyze('monthly', { text: 'hello', cache: 'refresh' }).expect(402);
    service.clock.advance(7 * 24 * HOUR);
    expect(await budgetOf(service, 'monthly')).toMatchObject({ billed_usd: '0.000000' });
    await service.analyze('monthly', { text: 'hello', cache: 'refresh' }).expect(201);
  });

  it('a call in flight counts for the period in which it was sent, before and after it ends', async () => {
    await setBudget(service, 'alice', worstOf('hello'));
    await service.claude.script([{ hold: 'gate' }]);
    const asked = service.analyze('alice', { text: 'hello' }).then(({ body }) => body);
    await service.claude.waitForInFlight(1);
    service.clock.advance(12 * HOUR);
    expect(await budgetOf(service, 'alice')).toMatchObject({ billed_usd: '0.000000', reserved_usd: '0.000000' });
    await service.analyze('alice', { text: 'world' }).expect(201);
    const today = await budgetOf(service, 'alice');
    await service.claude.release('gate');
    const { cost_usd } = await asked;
    expect(await budgetOf(service, 'alice')).toEqual(today);
    service.clock.advance(-12 * HOUR);
    expect((await budgetOf(service, 'alice')).billed_usd).toBe(cost_usd);
  });
});

describe('a budget that is set while a call is in flight', () => {
  it('counts the possible cost of that call, and refuses only later calls', async () => {
    await service.claude.script([{ hold: 'gate' }]);
    const asked = service.analyze('alice', { text: 'hello' }).then(({ status }) => status);
    await service.claude.waitForInFlight(1);
    const set = await setBudget(service, 'alice', worstOf('hello') + worstOf('world') - 1n);
    expect(picoOf(set.reserved_usd)).toBe(worstOf('hello'));
    await service.analyze('alice', { text: 'world' }).expect(402);
    await service.claude.release('gate');
    expect(await asked).toBe(201);
    await service.analyze('alice', { text: 'world' }).expect(201);
  });
});

describe('a request that is retried', () => {
  it('holds a reservation for one attempt at a time', async () => {
    await setBudget(service, 'alice', worstOf('hello'));
    await service.claude.script([
      { status: 529, retry_after_ms: 1 },
      { status: 529, retry_after_ms: 1 },
    ]);
    await service.analyze('alice', { text: 'hello' }).expect(201);
    expect((await callsOf(service)).map(({ status }) => status)).toEqual(['failed', 'failed', 'succeeded']);
  });

  it('is not retried if the budget no longer allows it', async () => {
    await setBudget(service, 'alice', worstOf('hello'));
    await service.claude.script([{ status: 529, retry_after_ms: 1, hold: 'gate' }]);
    const asked = service.analyze('alice', { text: 'hello' }).then(({ body }) => body);
    await service.claude.waitForInFlight(1);
    await setBudget(service, 'alice', tooLittle('hello'));
    await service.claude.release('gate');
    expect(await asked).toMatchObject({ status: 402, code: 'budget_exceeded' });
    expect((await callsOf(service)).map(({ status }) => status)).toEqual(['failed']);
    expect(await resultsOf(service)).toEqual([]);
  });
});
