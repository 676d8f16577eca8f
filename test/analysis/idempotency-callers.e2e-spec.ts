import { makeKey } from '../support/keys.js';
import { type Service, shareService } from '../support/service.js';
import { Talk } from '../support/talk.js';

describe('an idempotency key', () => {
  const shared = shareService();
  let service: Service;
  let alice: Service;
  let bob: Service;
  let backend: Service;
  beforeEach(async () => {
    service = await shared.newTenant();
    alice = await withKey('user', { userId: 'alice' });
    bob = await withKey('user', { userId: 'bob' });
    backend = await withKey('service');
  });

  const withKey = async (role: 'user' | 'service' | 'admin', more: { userId?: string; tenant?: string } = {}) =>
    service.as((await makeKey(service, role, { tenant: service.tenant ?? '', ...more })).key);

  const analyze = (as: Service, user: string, text: string) =>
    as.analyze(user, { text, cache: 'off' }).set('Idempotency-Key', 'k');

  it('of a caller bound to one user neither affects other callers nor is affected by theirs', async () => {
    const first = await analyze(alice, 'alice', 'fox').expect(201);
    for (const [as, user] of [
      [bob, 'bob'],
      [backend, 'alice'],
    ] as const) {
      const { body, headers } = await analyze(as, user, 'another text').expect(201);
      expect(headers['idempotent-replayed']).toBeUndefined();
      expect(body.id).not.toBe(first.body.id);
    }
    const again = await analyze(alice, 'alice', 'fox').expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('is shared by all callers that act for every user of the tenant', async () => {
    const other = await withKey('admin');
    const first = await analyze(backend, 'alice', 'fox').expect(201);
    const again = await analyze(other, 'alice', 'fox').expect(201);
    expect(again.body).toEqual(first.body);
    expect((await analyze(other, 'bob', 'fox').expect(422)).body.code).toBe('idempotency_key_reused');
  });

  it('has no effect in another tenant', async () => {
    const elsewhere = await withKey('service', { tenant: 'other' });
    const first = await analyze(backend, 'alice', 'fox').expect(201);
    const theirs = await analyze(elsewhere, 'alice', 'another text').expect(201);
    expect(theirs.body.id).not.toBe(first.body.id);
  });

  it("of one caller does not return that caller's answer to another caller in the same conversation", async () => {
    const own = await Talk.begin(alice);
    const shared = new Talk(backend, own.id);
    await service.claude.script([{ status: 400, message: 'no' }]);
    await own.post('fox').set('Idempotency-Key', 'k').expect(400);
    const { body } = await shared.post('another text').set('Idempotency-Key', 'k').expect(201);
    expect(body.user_message.content).toBe('another text');
  });
});
