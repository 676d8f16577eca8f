import { DataSource } from 'typeorm';
import { FLUSH_AT } from '../../src/audit/database-audit-trail.js';
import { AuditTrail } from '../../src/common/index.js';
import { DatabaseUnavailableError, UnitOfWork } from '../../src/database/index.js';
import { type AuditRow, recorded, records } from '../support/audit.js';
import { makeKey } from '../support/keys.js';
import { Faults, withFaults } from '../support/library-modules.js';
import { count } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';

const NO_SUCH_ID = '01a206f7-c6d0-7377-9497-d80f52ca69f6';
const AUDIT_ID = 'reprise-audit-id';

let service: Service;
beforeAll(async () => void (service = await startService()));
afterAll(() => service.stop());

const shown = (left: readonly AuditRow[]) => left.map(({ action, outcome }) => `${action} ${outcome}`).sort();

describe('a request for a missing resource', () => {
  it.each([
    ['GET', `/results/${NO_SUCH_ID}`, 'result.read'],
    ['DELETE', `/history/${NO_SUCH_ID}`, 'result.deleted'],
    ['GET', `/conversations/${NO_SUCH_ID}`, 'conversation.read'],
    ['DELETE', `/conversations/${NO_SUCH_ID}`, 'conversation.deleted'],
    ['GET', `/conversations/${NO_SUCH_ID}/messages`, 'messages.listed'],
    ['GET', '/users/unknown/budget', 'budget.read'],
    ['DELETE', '/users/unknown/budget', 'budget.removed'],
    ['DELETE', `/keys/${NO_SUCH_ID}`, 'key.revoked'],
  ] as const)('is recorded as not found: %s %s', async (method, path, action) => {
    const { value, left } = await recorded(service, () => service.call(method, path).expect(404));
    expect(shown(left)).toEqual([`${action} not_found`]);
    expect(left[0]?.subject_id).toBe(path.includes(NO_SUCH_ID) ? NO_SUCH_ID : null);
    expect(value.headers[AUDIT_ID]).toBe(method === 'GET' ? undefined : left[0]?.id);
  });
});

describe('a request without effect', () => {
  it('that is invalid is not recorded, and its answer names no record', async () => {
    const { value, left } = await recorded(service, () => service.analyze('alice', { text: '' }).expect(400));
    expect(left).toEqual([]);
    expect(value.headers).not.toHaveProperty(AUDIT_ID);
  });

  it('that fails a precondition is recorded once, as precondition_failed', async () => {
    await service.call('PUT', '/users/carl/preferences').send({ language: 'de' }).expect(200);
    const put = () =>
      service.call('PUT', '/users/carl/preferences').set('If-Match', '"7"').send({ model: 'm' }).expect(412);
    const { value, left } = await recorded(service, put);
    expect(left).toEqual([
      expect.objectContaining({
        id: value.headers[AUDIT_ID],
        action: 'preferences.changed',
        outcome: 'precondition_failed',
        detail: { fields: ['model'] },
      }),
    ]);
  });

  it('without authentication is not recorded; one for another user’s data is, without naming that user', async () => {
    const guarded = await startService({ env: { AUTH_MODE: 'api-key' } });
    const { key, id } = await makeKey(guarded, 'user', { userId: 'alice' });
    const strange = await recorded(guarded, () => guarded.call('DELETE', '/users/victim/budget').expect(401));
    expect(strange.left).toEqual([]);
    expect(strange.value.headers).not.toHaveProperty(AUDIT_ID);
    const { value, left } = await recorded(guarded, () =>
      guarded.as(key).call('PUT', '/users/victim/preferences').send({}).expect(404),
    );
    expect(left).toEqual([
      expect.objectContaining({
        id: value.headers[AUDIT_ID],
        action: 'request.denied',
        outcome: 'not_found',
        user_id: 'alice',
        actor_role: 'user',
        actor_key_id: id,
        actor_subject: 'alice',
        detail: { method: 'PUT', route: '/users/{user_id}/preferences', code: 'not_found' },
      }),
    ]);
    expect(JSON.stringify(await records(guarded))).not.toContain('victim');
    await guarded.stop();
  });

  it('is not recorded while the audit trail is disabled, and its answer names no record', async () => {
    const off = await startService({ env: { AUDIT_ENABLED: 'false' } });
    const answer = await off.analyze('alice', { text: 'unseen' }).expect(201);
    const refused = await off.call('DELETE', `/history/${NO_SUCH_ID}`).expect(404);
    for (const { headers } of [answer, refused]) expect(headers).not.toHaveProperty(AUDIT_ID);
    expect(await records(off)).toEqual([]);
    await off.stop();
  });
});

describe('a change and its record', () => {
  const rename = (from: string, to: string) => service.app.get(DataSource).query(`ALTER TABLE ${from} RENAME TO ${to}`);
  const number = (table: string) => count(service.database, `SELECT COUNT(*) FROM ${table}`);

  it('are committed together: a change that cannot be recorded is not made', async () => {
    const tables = ['results', 'conversations', 'api_keys'];
    const before = await Promise.all(tables.map(number));
    await records(service);
    await rename('audit_events', 'away');
    // The test's client rejects a 500, because the OpenAPI document has none.
    await expect(service.analyze('dora', { text: 'unrecorded' })).rejects.toThrow('answered 500');
    await expect(service.call('POST', '/conversations').send({ user_id: 'dora' })).rejects.toThrow('answered 500');
    await expect(service.call('POST', '/keys').send({ role: 'admin' })).rejects.toThrow('answered 500');
    await rename('away', 'audit_events');
    expect(await Promise.all(tables.map(number))).toEqual(before);
    // The failures were buffered meanwhile, and are recorded afterwards.
    const found = (await records(service)).filter(({ outcome }) => outcome === 'internal_error');
    expect(shown(found)).toEqual(
      ['result.created', 'conversation.created', 'key.created'].map((action) => `${action} internal_error`).sort(),
    );
  });

  it('are committed together: a change that fails is not recorded as done', async () => {
    await rename('api_keys', 'away');
    const { left } = await recorded(service, () =>
      service
        .call('POST', '/keys')
        .send({ role: 'admin' })
        .then(() => null)
        .catch(() => null),
    );
    await rename('away', 'api_keys');
    expect(shown(left)).toEqual(['key.created internal_error']);
  });
});

describe('a buffered record', () => {
  const trail = () => service.app.get(AuditTrail, { strict: false });
  const note = (userId: string) => trail().note({ tenantId: 'acme', userId }, { action: 'result.read' });
  const of = async (user: string) => (await records(service)).filter(({ user_id }) => user_id === user);

  it('is written exactly once if the acknowledgement of its commit is lost, and so are later records', async () => {
    await records(service);
    const faults = new Faults();
    withFaults(service.app.get(DataSource), faults);
    await note('lost-answer');
    faults.commits.push('loses its answer');
    await expect(records(service)).rejects.toThrow(DatabaseUnavailableError);
    await note('lost-answer');
    expect(await of('lost-answer')).toHaveLength(2);
  });

  it('is kept although the transaction it was made in is rolled back', async () => {
    const work = service.app.get(UnitOfWork, { strict: false }).run(async () => {
      for (let n = 0; n < FLUSH_AT; n += 1) await note('rolled-back');
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('rolled back');
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(await of('rolled-back')).toHaveLength(FLUSH_AT);
  });
});
