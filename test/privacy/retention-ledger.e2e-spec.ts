import { DataSource } from 'typeorm';
import { stopSealing } from '../support/audit-exports.js';
import { records } from '../support/audit.js';
import { DatabaseAuditTrail, SealerService } from '../../src/audit/index.js';
import { createHash } from 'node:crypto';
import type { AuditEntry } from '../../src/common/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { HoldsService } from '../../src/holds/index.js';
import { hold, release } from '../support/holds.js';
import { DAY_MS, expire } from '../support/retention.js';
import { count } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';

const ENV = { LEDGER_RETENTION_DAYS: '62', AUDIT_RETENTION_DAYS: '90', CACHE_TTL_SECONDS: '31536000' };
const PLANTED = 'somebody-elses-tenant';
const HELD = 'a-tenant-with-a-hold';

describe('the retention of what proves something', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService({ env: ENV });
    stopSealing(service);
  });
  afterEach(() => service.stop());

  const rowsOf = (table: string) => count(service.database, `SELECT count(*) FROM ${table}`);
  const query = (sql: string) => service.app.get(DataSource).query<unknown>(sql);

  /** Sealed stretches of so many records each, a day apart, in a chain of their own that no sealer has to do with. */
  async function plant(stretches: readonly number[], tenant = PLANTED): Promise<void> {
    let seq = 0;
    for (const [index, length] of stretches.entries()) {
      const at = new Date(service.clock.now().getTime() + index * DAY_MS).toISOString();
      const time = (Date.parse(at) + index).toString(16).padStart(12, '0');
      const events = Array.from({ length }, (_, one) => {
        const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-${tenant === PLANTED ? '8000' : '9000'}-${(seq + one).toString(16).padStart(12, '0')}`;
        return `('${id}', '${tenant}', ${seq + one + 1}, '${at}', 'result.read', 'done', '[]', '{}', '${'0'.repeat(64)}')`;
      });
      await query(
        `INSERT INTO audit_events (id, tenant_id, seq, at, action, outcome, call_ids, detail, person_digest)
         VALUES ${events.join(', ')}`,
      );
      await query(
        `INSERT INTO audit_seals (tenant_id, number, first_seq, last_seq, leaves, head, previous, sealed_at)
         VALUES ('${tenant}', ${index + 1}, ${seq + 1}, ${seq + length}, '', '', '', '${at}')`,
      );
      seq += length;
    }
  }
  const planted = async () =>
    rowsOf(`audit_events WHERE tenant_id = '${PLANTED}' AND seq IS NOT NULL AND action <> 'audit.expired'`);
  const throughs = async () =>
    (await records(service))
      .filter(({ action }) => action === 'audit.expired')
      .map(({ tenant_id, detail }) => [tenant_id, detail]);

  it('drops calls and replays by whole days, and keeps what they add up to, and the results', async () => {
    const { body } = await service.analyze('alice', { text: 'once' }).expect(201);
    await service.analyze('alice', { text: 'once' }).expect(200);
    await service.call('PUT', '/users/alice/budget').send({ limit_usd: '5', period: 'month' }).expect(200);
    const usage = async () => {
      const { body: report } = await service.call('GET', '/users/alice/usage?from=2026-11-01T00:00:00Z').expect(200);
      return [report.requests, report.replays, report.billed_usd, report.tokens_used] as unknown;
    };
    const before = await usage();
    // They are of noon; the day they are of is over 62 days ago a moment later than midnight of the 63rd.
    service.clock.advance(62 * DAY_MS + DAY_MS / 2 - 1);
    await expire(service);
    expect([await rowsOf('calls'), await rowsOf('replays')]).toEqual([1, 1]);
    service.clock.advance(1);
    await expire(service);
    expect([await rowsOf('calls'), await rowsOf('replays')]).toEqual([0, 0]);
    expect(await usage()).toEqual(before);
    await service.call('GET', `/results/${body.id}`).expect(200);
    const gone = (await records(service)).filter(({ action }) => action === 'ledger.expired');
    expect(gone.map(({ user_id, detail }) => [user_id, detail['kind'], detail['count']])).toEqual([
      ['alice', 'calls', 1],
      ['alice', 'replays', 1],
    ]);
  });

  it('never drops a call that is still under way', async () => {
    await service.analyze('alice', { text: 'once' }).expect(201);
    service.clock.advance(100 * DAY_MS);
    const leaseUntil = new Date(service.clock.now().getTime() + 30_000).toISOString();
    await query(`UPDATE calls SET status = 'pending', lease_until = '${leaseUntil}'`);
    await expire(service);
    expect(await rowsOf('calls')).toBe(1);
  });

  it('keeps ledger and trail of a tenant while anybody in it is held, and of no other tenant', async () => {
    await service.analyze('bob', { text: 'once' }).expect(201);
    await plant([3]);
    await plant([3], HELD);
    const holds = service.app.get(HoldsService, { strict: false });
    await holds.set({ tenantId: HELD, userId: 'alice' }, 'a case');
    await hold(service, 'alice');
    service.clock.advance(100 * DAY_MS);
    await expire(service);
    expect(await rowsOf('calls')).toBe(1);
    expect(await rowsOf(`audit_events WHERE tenant_id = '${HELD}' AND seq <= 3`)).toBe(3);
    expect(await planted()).toBe(0);
    await release(service, 'alice');
    await holds.release({ tenantId: HELD, userId: 'alice' });
    await expire(service);
    expect(await rowsOf('calls')).toBe(0);
    expect(await rowsOf(`audit_events WHERE tenant_id = '${HELD}' AND seq <= 3`)).toBe(0);
  });

  it('drops records of the trail up to the end of a seal, says up to where, and keeps every seal', async () => {
    await plant([300, 300, 5]);
    service.clock.advance(91 * DAY_MS);
    await expire(service);
    expect(await planted()).toBe(305);
    expect(await throughs()).toEqual([[PLANTED, { through_seq: 300 }]]);
    service.clock.advance(30 * DAY_MS);
    await expire(service);
    expect(await planted()).toBe(0);
    // No more than 500 at a time, and never a part of a seal.
    expect((await throughs()).filter(([tenant]) => tenant === PLANTED).map(([, detail]) => detail)).toEqual([
      { through_seq: 300 },
      { through_seq: 605 },
    ]);
    expect(await rowsOf(`audit_seals WHERE tenant_id = '${PLANTED}'`)).toBe(3);
  });

  it('takes no more than 500 records of the trail at a time', async () => {
    await plant([300, 300, 300]);
    service.clock.advance(200 * DAY_MS);
    await expire(service);
    expect((await throughs()).map(([, detail]) => detail)).toEqual([
      { through_seq: 300 },
      { through_seq: 600 },
      { through_seq: 900 },
    ]);
    expect(await planted()).toBe(0);
  });

  it('leaves a trail that holds: what has expired is said in it, also where an erasure had emptied a part of that', async () => {
    const get = <T>(token: abstract new (...args: never[]) => T): T => service.app.get(token, { strict: false });
    const [trail, unitOfWork] = [get(DatabaseAuditTrail), get(UnitOfWork)];
    const record = (userId: string | null, entry: AuditEntry) =>
      unitOfWork.run(() => trail.record({ tenantId: 'default', userId }, entry));
    const seal = async () => {
      await trail.flush();
      await get(SealerService).seal();
    };
    const verify = async () => {
      await seal();
      return (await service.call('GET', '/audit/verify').expect(200)).body as { valid: boolean; checked: number };
    };
    const erasureId = '019ab0c4-7e5a-7000-8000-00000000000e';
    const emptied = [await record('alice', { action: 'result.read' })];
    service.clock.advance(DAY_MS);
    await seal();
    service.clock.advance(50 * DAY_MS);
    emptied.push(await record('alice', { action: 'result.read' }));
    await record(null, { action: 'user.erasure_requested', subjectId: erasureId });
    for (const id of emptied) {
      await query(
        `UPDATE audit_events SET user_id = NULL, request_id = NULL, salt = NULL, erasure_id = '${erasureId}' WHERE id = '${id}'`,
      );
    }
    await seal();
    const digest = createHash('sha256')
      .update(emptied.map((id) => `${id}\n`).join(''))
      .digest('hex');
    const detail = { records: 2, digest, first_seq: 1 };
    await record(null, { action: 'user.erasure_closed', subjectId: erasureId, detail });
    expect((await verify()) as object).toMatchObject({ first_bad: null, valid: true });

    service.clock.advance(45 * DAY_MS);
    await expire(service);
    expect(await rowsOf(`audit_events WHERE id = '${emptied[0] ?? ''}'`)).toBe(0);
    expect((await verify()) as object).toMatchObject({ first_bad: null, valid: true });
    // One that is gone without a word is still missing.
    await query(`DELETE FROM audit_events WHERE id = '${emptied[1] ?? ''}'`);
    expect(await verify()).toMatchObject({ valid: false });
  });
});
