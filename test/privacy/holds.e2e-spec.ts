import { DataSource } from 'typeorm';
import { DatabaseAuditTrail } from '../../src/audit/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { HoldsService } from '../../src/holds/index.js';
import { hold, holdPath, release } from '../support/holds.js';
import { makeKey } from '../support/keys.js';
import { count, until } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';

describe('a legal hold', () => {
  let service: Service;
  let users = 0;
  let user: string;
  beforeAll(async () => void (service = await startService()));
  beforeEach(() => void (user = `user-${(users += 1)}`));
  afterAll(() => service.stop());

  it('is set, read, given another reason without beginning anew, and released', async () => {
    const path = holdPath(user);
    const { body: none } = await service.call('GET', path).expect(404);
    expect(none).toMatchObject({ code: 'not_found', detail: 'There is no legal hold on this user.' });
    const { body: set } = await hold(service, user, 'Case 1');
    const heldAt = service.clock.now().toISOString();
    expect(set).toEqual({ user_id: user, reason: 'Case 1', held_at: heldAt, held_by: expect.any(String) });
    service.clock.advance(60_000);
    expect((await hold(service, user, 'Case 1')).body).toEqual(set);
    const { body: changed } = await hold(service, user, 'Cases 1 and 2');
    expect(changed).toEqual({ ...set, reason: 'Cases 1 and 2' });
    expect((await service.call('GET', path).expect(200)).body).toEqual(changed);
    await release(service, user);
    await service.call('GET', path).expect(404);
    await service.call('DELETE', path).expect(404);
  });

  it.each([
    ['reason', {}],
    ['reason', { reason: '' }],
    ['reason', { reason: 7 }],
    ['reason', { reason: null }],
    ['reason', { reason: 'x'.repeat(513) }],
    ['reason', { reason: 'a\u0000b' }],
    ['until', { reason: 'a case', until: '2030' }],
  ])('with a wrong %s is refused, and nobody is held: %j', async (field, sent) => {
    const { body } = await service.call('PUT', holdPath(user)).send(sent).expect(400);
    expect(body.errors).toMatchObject([{ field }]);
    await service.call('GET', holdPath(user)).expect(404);
  });

  it('keeps results and conversations from being deleted until it is released; nothing of them is lost', async () => {
    const { body: result } = await service.analyze(user, { text: 'evidence' }).expect(201);
    const { body: talk } = await service.call('POST', '/conversations').send({ user_id: user }).expect(201);
    const posted = await service.call('POST', `/conversations/${talk.id}/messages`).send({ content: 'proof' });
    expect(posted.status).toBe(201);
    await hold(service, user);

    for (const path of [`/history/${result.id}`, `/conversations/${talk.id}`]) {
      const { body } = await service.call('DELETE', path).expect(409);
      expect(body).toMatchObject({ code: 'legal_hold', detail: expect.stringContaining('/hold') });
    }
    await service.call('GET', `/results/${result.id}`).expect(200);
    const { body: found } = await service.call('GET', `/history/${user}?q=evidence`).expect(200);
    expect(found.data).toHaveLength(1);
    const { body: messages } = await service.call('GET', `/conversations/${talk.id}/messages`).expect(200);
    expect(messages.data).toHaveLength(2);
    const { body: search } = await service.call('GET', `/conversations?user_id=${user}&q=proof`).expect(200);
    expect(search.data).toHaveLength(1);

    await release(service, user);
    await service.call('DELETE', `/history/${result.id}`).expect(204);
    await service.call('DELETE', `/conversations/${talk.id}`).expect(204);
  });

  it('says of what there is not that there is not, and leaves other users alone', async () => {
    const { body: other } = await service.analyze(`${user}-else`, { text: 'not held' }).expect(201);
    await hold(service, user);
    await service.call('DELETE', '/history/019ab0c4-7e5a-7000-8000-000000000001').expect(404);
    await service.call('DELETE', `/history/${other.id}`).expect(204);
  });

  it('does not keep a user from working', async () => {
    await hold(service, user);
    const { body } = await service.analyze(user, { text: 'more' }).expect(201);
    await service.call('GET', `/results/${body.id}`).expect(200);
  });

  it('is recorded when it is set, read and released, in vain as well, and never with its reason', async () => {
    const reason = 'a-reason-nobody-else-may-see';
    await service.call('DELETE', holdPath(user)).expect(404);
    await hold(service, user, reason);
    await service.call('GET', holdPath(user)).expect(200);
    await release(service, user);
    await service.app.get(DatabaseAuditTrail, { strict: false }).flush();
    const rows = await service.app
      .get(DataSource)
      .query<{ action: string; outcome: string }[]>(`SELECT * FROM audit_events WHERE user_id = '${user}' ORDER BY id`);
    expect(rows.map(({ action, outcome }) => `${action} ${outcome}`).sort()).toEqual([
      'user.held done',
      'user.hold_read done',
      'user.released done',
      'user.released not_found',
    ]);
    expect(JSON.stringify(rows) + service.log.join('')).not.toContain(reason);
  });

  it('waits for whoever is deleting at that moment, and what begins after it is refused', async () => {
    const holds = service.app.get(HoldsService, { strict: false });
    const unitOfWork = service.app.get(UnitOfWork, { strict: false });
    const owner = { tenantId: 'default', userId: user };
    const order: string[] = [];
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const deleting = unitOfWork.run(async () => {
      await holds.assertNone(owner);
      order.push('checked');
      await gate;
      order.push('deleted');
    });
    await until('it is checked', 5_000, () => order.includes('checked'));
    const holding = holds.set(owner, 'a case').then(() => order.push('held'));
    const { dialect } = service.database;
    const waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
    const isWaiting = async () => dialect === 'sqlite' || (await count(service.database, waiting)) > 0;
    await until('the hold waits', 5_000, async () => order.includes('held') || (await isWaiting()));
    finish();
    await Promise.all([deleting, holding]);
    expect(order).toEqual(['checked', 'deleted', 'held']);
    await expect(unitOfWork.run(() => holds.assertNone(owner))).rejects.toMatchObject({ code: 'legal_hold' });
  });
});

describe('a legal hold where callers have roles', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService({ env: { AUTH_MODE: 'api-key' } })));
  afterAll(() => service.stop());

  it('is an administrator’s to set, see and release, and says who set it', async () => {
    const admin = await makeKey(service, 'admin');
    const others = [await makeKey(service, 'service'), await makeKey(service, 'user', { userId: 'alice' })];
    for (const { key } of others) {
      await service.as(key).call('GET', holdPath('alice')).expect(403);
      await service.as(key).call('DELETE', holdPath('alice')).expect(403);
      await service.as(key).call('PUT', holdPath('alice')).send({ reason: 'mine' }).expect(403);
    }
    expect((await hold(service.as(admin.key), 'alice')).body).toMatchObject({ held_by: admin.id });
  });

  it('holds in its own tenant only', async () => {
    const [acme, globex] = [
      await makeKey(service, 'admin', { tenant: 'acme' }),
      await makeKey(service, 'admin', { tenant: 'globex' }),
    ].map(({ key }) => service.as(key)) as [Service, Service];
    await hold(acme, 'bob');
    const { body } = await globex.analyze('bob', { text: 'another bob' }).expect(201);
    await globex.call('GET', holdPath('bob')).expect(404);
    await globex.call('DELETE', holdPath('bob')).expect(404);
    await globex.call('DELETE', `/history/${body.id}`).expect(204);
    await acme.call('GET', holdPath('bob')).expect(200);
  });
});
