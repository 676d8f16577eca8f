import { formatUsd } from '../../src/common/index.js';
import { budgetOf, budgetPath, picoOf, setBudget, worstOf } from '../support/budgets.js';
import { type Service, startService } from '../support/service.js';

const USD = 10n ** 12n;

describe('a budget', () => {
  let service: Service;
  let users = 0;
  let user: string;
  beforeAll(async () => void (service = await startService()));
  beforeEach(() => void (user = `user-${(users += 1)}`));
  afterAll(() => service.stop());

  it.each(['a user', 'the tenant'])('of %s is set, read, replaced and removed', async (owner) => {
    const path = budgetPath(owner === 'a user' ? user : null);
    await service.call('GET', path).expect(404);
    const set = await service.call('PUT', path).send({ limit_usd: '25', period: 'month' }).expect(200);
    expect(set.body).toEqual({
      user_id: owner === 'a user' ? user : null,
      limit_usd: '25.000000',
      period: 'month',
      billed_usd: '0.000000',
      reserved_usd: '0.000000',
      remaining_usd: '25.000000',
      resets_at: '2026-12-01T00:00:00.000Z',
      updated_at: service.clock.now().toISOString(),
    });
    expect((await service.call('GET', path).expect(200)).body).toEqual(set.body);
    service.clock.advance(1_000);
    const again = await service.call('PUT', path).send({ limit_usd: '0.5', period: 'day' }).expect(200);
    expect(again.body).toEqual({
      ...set.body,
      limit_usd: '0.500000',
      period: 'day',
      remaining_usd: '0.500000',
      resets_at: '2026-11-24T00:00:00.000Z',
      updated_at: service.clock.now().toISOString(),
    });
    await service.call('DELETE', path).expect(204);
    await service.call('DELETE', path).expect(404);
    const { body } = await service.call('GET', path).expect(404);
    expect(body).toMatchObject({ code: 'not_found', detail: expect.stringContaining('no such budget') });
  });

  it.each(['0', '0.000000000001', '9007.199254740993', '8999999.999999999999', '9000000'])(
    'of $%s is stored exactly, to the picodollar',
    async (limit) => {
      await service.call('PUT', budgetPath(user)).send({ limit_usd: limit, period: 'day' }).expect(200);
      const { limit_usd, remaining_usd } = await budgetOf(service, user);
      expect(picoOf(limit_usd)).toBe(picoOf(limit));
      expect(remaining_usd).toBe(limit_usd);
    },
  );

  it.each([
    ['limit_usd', { limit_usd: 25, period: 'day' }],
    ['limit_usd', { limit_usd: '-1', period: 'day' }],
    ['limit_usd', { limit_usd: '1e3', period: 'day' }],
    ['limit_usd', { limit_usd: '01', period: 'day' }],
    ['limit_usd', { limit_usd: '', period: 'day' }],
    ['limit_usd', { limit_usd: ' 1', period: 'day' }],
    ['limit_usd', { limit_usd: '1.0000000000001', period: 'day' }],
    ['limit_usd', { limit_usd: '9000000.000000000001', period: 'day' }],
    ['limit_usd', { limit_usd: '9'.repeat(10_000), period: 'day' }],
    ['limit_usd', { limit_usd: null, period: 'day' }],
    ['limit_usd', { limit_usd: ['1'], period: 'day' }],
    ['limit_usd', { period: 'day' }],
    ['period', { limit_usd: '1', period: 'week' }],
    ['period', { limit_usd: '1' }],
    ['billed_usd', { limit_usd: '1', period: 'day', billed_usd: '0' }],
    ['user_id', { limit_usd: '1', period: 'day', user_id: 'other' }],
  ])('with an invalid %s is refused, and nothing is set: %j', async (field, sent) => {
    const { body } = await service.call('PUT', budgetPath(user)).send(sent).expect(400);
    expect(body.errors).toMatchObject([{ field }]);
    await service.call('GET', budgetPath(user)).expect(404);
  });

  it('reports the billed, reserved and remaining amounts of this user only', async () => {
    await setBudget(service, user, USD, 'month');
    const { body: first } = await service.analyze(user, { text: 'first' }).expect(201);
    expect(await budgetOf(service, user)).toMatchObject({ billed_usd: first.cost_usd, reserved_usd: '0.000000' });
    await service.analyze(`${user}-else`, { text: 'another user' }).expect(201);
    await service.claude.script([{ hold: 'gate' }]);
    const asked = service.analyze(user, { text: 'second' }).then(({ body }) => body);
    await service.claude.waitForInFlight(1);
    const billed = picoOf(first.cost_usd);
    expect(await budgetOf(service, user)).toMatchObject({
      billed_usd: first.cost_usd,
      reserved_usd: formatUsd(worstOf('second')),
      remaining_usd: formatUsd(USD - billed - worstOf('second')),
    });
    await service.claude.release('gate');
    const both = billed + picoOf((await asked).cost_usd);
    expect(await budgetOf(service, user)).toMatchObject({
      billed_usd: formatUsd(both),
      reserved_usd: '0.000000',
      remaining_usd: formatUsd(USD - both),
    });
  });

  it('of the tenant counts all users, and calls made before it was set', async () => {
    const before = await setBudget(service, null, USD);
    await service.call('DELETE', '/budget').expect(204);
    const [{ body: one }, { body: other }] = await Promise.all([
      service.analyze(user, { text: 'one' }).expect(201),
      service.analyze(`${user}-else`, { text: 'another' }).expect(201),
    ]);
    const after = await setBudget(service, null, USD);
    const added = picoOf(one.cost_usd) + picoOf(other.cost_usd);
    expect(picoOf(after.billed_usd) - picoOf(before.billed_usd)).toBe(added);
    await service.call('DELETE', '/budget').expect(204);
  });

  it('has 0 remaining, never less, if it is lowered below the spent amount', async () => {
    await service.analyze(user, { text: 'spent' }).expect(201);
    const lowered = await setBudget(service, user, 1n);
    expect(lowered).toMatchObject({ remaining_usd: '0.000000', limit_usd: '0.000000000001' });
    expect(Number(lowered.billed_usd)).toBeGreaterThan(0);
  });
});
