import { join } from 'node:path';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { DataSource } from 'typeorm';
import { auditExport, newSigningKey, sealAll, stopSealing } from '../support/audit-exports.js';
import { records } from '../support/audit.js';
import { makeKey } from '../support/keys.js';
import { type Service, startService } from '../support/service.js';

const SEALS = 4;
const EACH = 2;
const LENGTH = SEALS * EACH;

describe('the verification of the audit trail over HTTP', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ env: { AUDIT_SIGNING_KEY_FILE: newSigningKey().privateFile } });
    stopSealing(service);
    for (let seal = 0; seal < SEALS; seal += 1) {
      for (let n = 0; n < EACH; n += 1) await service.analyze('alice', { text: `${seal} ${n}` }).expect(201);
      await sealAll(service);
      service.clock.advance(60_000);
    }
  });
  afterAll(() => service.stop());

  const verify = async (query = '') => (await service.call('GET', `/audit/verify${query}`).expect(200)).body;

  it('reports that the trail is valid, up to which record, and how many records are not sealed yet', async () => {
    expect(await verify()).toMatchObject({
      valid: true,
      checked: LENGTH,
      last_seq: LENGTH,
      signed: true,
      complete: true,
      first_bad: null,
      unsealed: 0,
    });
    // The verification itself is recorded, but not sealed yet.
    expect((await records(service)).at(-1)).toMatchObject({
      action: 'audit.verified',
      outcome: 'done',
      detail: { checked: LENGTH, last_seq: LENGTH, after_seq: 0 },
    });
    expect(await verify()).toMatchObject({ valid: true, unsealed: 1 });
  });

  it('continues where the previous part ended: consecutive parts cover the whole trail', async () => {
    let [checked, after, parts] = [0, 0, 0];
    for (;;) {
      const part = await verify(`?limit=1&after_seq=${after}`);
      expect(part).toMatchObject({ valid: true, complete: false, last_seq: Math.min(after + EACH, LENGTH) });
      if (part.checked === 0) break;
      [checked, after, parts] = [checked + part.checked, part.last_seq, parts + 1];
    }
    expect([checked, parts]).toEqual([LENGTH, SEALS]);
  });

  it.each([
    ['after_seq=1', 'after_seq'],
    [`after_seq=${LENGTH + 1}`, 'after_seq'],
    ['after_seq=-1', 'after_seq'],
    ['after_seq=x', 'after_seq'],
    ['limit=0', 'limit'],
    ['limit=1000001', 'limit'],
    ['limit=1.5', 'limit'],
    ['seq=1', 'seq'],
  ])('with %s is refused with a reason', async (query, field) => {
    const { body } = await service.call('GET', `/audit/verify?${query}`).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
  });

  it('names the first bad record in each part that contains it, and records the failed verification', async () => {
    const { records: exported } = await auditExport(service);
    const bad = exported[4];
    if (!bad) throw new Error('there are too few records');
    const set = (action: string) =>
      service.app.get(DataSource).query(`UPDATE audit_events SET action = '${action}' WHERE id = '${bad.id}'`);
    await set('result.read');
    const reason = 'it is not the record that was sealed in this place';
    const first_bad = { id: bad.id, seq: 5, reason };
    expect(await verify()).toMatchObject({ valid: false, checked: 4, last_seq: 4, first_bad });
    expect((await records(service)).at(-1)).toMatchObject({ action: 'audit.verified', outcome: 'not_valid' });
    expect(await verify('?after_seq=4')).toMatchObject({ valid: false, checked: 0, last_seq: 4, first_bad });
    expect(await verify('?limit=4')).toMatchObject({ valid: true, last_seq: 4, complete: false });
    expect(await verify('?after_seq=6')).toMatchObject({ valid: true, last_seq: LENGTH, complete: false });
    await set(bad.action);
    expect(await verify()).toMatchObject({ valid: true });
  });
});

describe('the verification of the audit trail', () => {
  it('is for administrators, for their own tenant', async () => {
    const service = await startService({ env: { AUTH_MODE: 'api-key' } });
    stopSealing(service);
    const [admin, serves, alice] = await Promise.all([
      makeKey(service, 'admin'),
      makeKey(service, 'service'),
      makeKey(service, 'user', { userId: 'alice' }),
    ]);
    const stranger = await makeKey(service, 'admin', { tenant: 'globex' });
    await service.as(admin.key).analyze('alice', { text: 'mine' }).expect(201);
    await sealAll(service);
    await service.call('GET', '/audit/verify').expect(401);
    for (const { key } of [serves, alice]) await service.as(key).call('GET', '/audit/verify').expect(403);
    await service.app.get(DataSource).query(`UPDATE audit_events SET outcome = 'x' WHERE tenant_id = 'acme'`);
    const ask = async (key: string) => (await service.as(key).call('GET', '/audit/verify').expect(200)).body;
    expect(await ask(admin.key)).toMatchObject({ valid: false });
    expect(await ask(stranger.key)).toMatchObject({ valid: true });
    await service.stop();
  });

  it('works before the first seal, also if the mirror file does not exist yet', async () => {
    const mirror = join(mkdtempSync(join(tmpdir(), 'reprise-mirror-')), 'seals.ndjson');
    const service = await startService({ env: { AUDIT_MIRROR_FILE: mirror } });
    stopSealing(service);
    const { body } = await service.call('GET', '/audit/verify').expect(200);
    expect(body).toMatchObject({ valid: true, checked: 0, last_seq: 0, sealed_through: null, signed: false });
    await service.stop();
  });
});
