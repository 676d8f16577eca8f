import { get } from 'node:http';
import { DatabaseAuditTrail } from '../../src/audit/index.js';
import { records } from '../support/audit.js';
import {
  auditExport,
  digestOf,
  newSigningKey,
  sealAll,
  type SigningKey,
  stopSealing,
  verifyText,
} from '../support/audit-exports.js';
import { close, erase } from '../support/erasures.js';
import { makeKey } from '../support/keys.js';
import { until } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';

const MINUTE = 60_000;

describe('the export of the audit trail', () => {
  let service: Service;
  let key: SigningKey;
  /** When each of the seals was made. */
  const sealed: string[] = [];

  beforeAll(async () => {
    key = newSigningKey();
    service = await startService({ env: { AUDIT_SIGNING_KEY_FILE: key.privateFile } });
    stopSealing(service);
    for (const text of ['one', 'two', 'three']) {
      await service.analyze('alice', { text }).expect(201);
      await service.call('GET', '/history/alice').expect(200);
      sealed.push(service.clock.now().toISOString());
      await sealAll(service);
      service.clock.advance(MINUTE);
    }
  });
  afterAll(() => service.stop());

  it('consists of a header, each seal followed by its records, and a manifest with their number and digest', async () => {
    const { text, types, header, manifest } = await auditExport(service);
    const block = ['seal', 'record', 'record'];
    expect(types).toEqual(['audit_export', ...block, ...block, ...block, 'manifest']);
    expect(header).toEqual({
      type: 'audit_export',
      format: 'reprise-audit-export/1',
      tenant_id: 'default',
      from: null,
      to: null,
      exported_at: service.clock.now().toISOString(),
      after: null,
    });
    const counts = { audit_export: 1, seal: 3, record: 6 };
    expect(manifest).toEqual({ type: 'manifest', counts, sha256: digestOf(text) });
  });

  it('contains the records as the routes return them, with their proofs', async () => {
    const { records: exported, seals } = await auditExport(service);
    for (const record of exported) {
      const { body } = await service.call('GET', `/audit/${record.id}`).expect(200);
      const { proof, ...shown } = body;
      expect(shown).toEqual(record);
      expect(proof.seal).toEqual(seals.find(({ last_seq }) => last_seq >= record.seq));
      expect(proof.seal.leaves).toContain(proof.leaf);
    }
  });

  it('verifies with the public key only, and with no other key', async () => {
    const { text } = await auditExport(service);
    const whole = { valid: true, checked: 6, lastSeq: 6, complete: true, firstBad: null };
    expect(await verifyText(text, key.publicPem)).toMatchObject({ ...whole, signed: true, tenant: 'default' });
    expect(await verifyText(text)).toMatchObject({ ...whole, signed: false });
    const { valid, firstBad } = await verifyText(text, newSigningKey().publicPem);
    expect({ valid, seq: firstBad?.seq, reason: firstBad?.reason }).toEqual({
      valid: false,
      seq: 1,
      reason: expect.stringMatching(/^seal 1 is signed with the key [0-9a-f]{16}, which is not trusted$/) as string,
    });
  });

  it('of a period contains the seals made in it, names the seal before them, and verifies as a part', async () => {
    const [first, second, third] = sealed;
    const all = await auditExport(service);
    const part = await auditExport(service, `?from=${second}&to=${third}`);
    expect(part.header).toMatchObject({ from: second, to: third, after: all.seals[0] });
    expect(part.seals).toEqual([all.seals[1]]);
    expect(part.records.map(({ seq }) => seq)).toEqual([3, 4]);
    expect(await verifyText(part.text, key.publicPem)).toMatchObject({
      valid: true,
      checked: 2,
      lastSeq: 4,
      signed: true,
      complete: false,
      firstBad: null,
    });
    expect((await auditExport(service, `?from=${second}`)).seals).toEqual(all.seals.slice(1));
    expect((await auditExport(service, `?to=${second}`)).seals).toEqual(all.seals.slice(0, 1));
    expect((await auditExport(service, `?from=${first}`)).header.after).toBeNull();
  });

  it('of a period without seals reports that it has none', async () => {
    const { types, manifest, text } = await auditExport(service, '?from=2027-01-01');
    expect(types).toEqual(['audit_export', 'manifest']);
    expect(manifest.counts).toEqual({ audit_export: 1, seal: 0, record: 0 });
    expect(await verifyText(text, key.publicPem)).toMatchObject({ valid: true, checked: 0, complete: false });
  });

  it.each(['from=yesterday', 'to=2026-13-01', 'from=2026-11-01&from=2026-11-02', 'user_id=alice'])(
    'is refused with %s',
    async (query) => {
      const { body } = await service.call('GET', `/audit/export?${query}`).expect(400);
      expect(body.code).toBe('validation_failed');
    },
  );

  it('is recorded with its size, and contains no records that are not sealed yet', async () => {
    const { manifest, records: exported } = await auditExport(service);
    const last = (await records(service)).at(-1);
    expect(last).toMatchObject({
      action: 'audit.exported',
      outcome: 'done',
      user_id: null,
      detail: { counts: manifest.counts, sha256: manifest.sha256 },
    });
    expect(exported.map(({ id }) => id)).not.toContain(last?.id);
    await sealAll(service);
    expect((await auditExport(service)).records.map(({ id }) => id)).toContain(last?.id);
  });

  it('verifies after an erasure, and no longer names the user', async () => {
    await service.analyze('erased-one', { text: 'four' }).expect(201);
    await sealAll(service);
    const { id } = await erase(service, 'erased-one');
    await close(service);
    await sealAll(service);
    const { text, records: exported } = await auditExport(service);
    expect(text).not.toContain('erased-one');
    expect(exported.filter(({ erasure_id }) => erasure_id === id)).toMatchObject([{ user_id: null, salt: null }]);
    expect(await verifyText(text, key.publicPem)).toMatchObject({ valid: true, complete: true, signed: true });
    const without = text.replaceAll(id, '01a206f7-c6d0-7377-9497-d80f52ca69f6');
    expect(await verifyText(without, key.publicPem)).toMatchObject({ valid: false });
  });

  it('is recorded as aborted if the client reads only a part', async () => {
    const trail = service.app.get(DatabaseAuditTrail, { strict: false });
    // More than fits into the buffers of a connection.
    const ids = Array.from({ length: 2_000 }, (_, n) => `filler-${n}`);
    for (let n = 0; n < 200; n += 1)
      await trail.note({ tenantId: 'default', userId: null }, { action: 'keys.listed', detail: { ids } });
    await sealAll(service);
    const took = await new Promise<number>((resolve, reject) => {
      const request = get(`${service.url}/audit/export`, (answer) => {
        let bytes = 0;
        answer.on('data', (piece: Buffer) => {
          bytes += piece.length;
          if (bytes < 200_000) return;
          request.destroy();
          resolve(bytes);
        });
      });
      request.on('error', reject);
    });
    expect(took).toBeGreaterThan(0);
    const exports = async () => (await records(service)).filter(({ action }) => action === 'audit.exported');
    await until('it is recorded', 10_000, async () => (await exports()).at(-1)?.outcome === 'aborted');
    expect((await exports()).at(-1)?.detail).toEqual({});
  });
});

describe('the export of the audit trail with authentication', () => {
  it('is for administrators, who receive the trail of their own tenant', async () => {
    const service = await startService({ env: { AUTH_MODE: 'api-key' } });
    stopSealing(service);
    const [admin, serves, alice, stranger] = await Promise.all([
      makeKey(service, 'admin'),
      makeKey(service, 'service'),
      makeKey(service, 'user', { userId: 'alice' }),
      makeKey(service, 'admin', { tenant: 'globex' }),
    ]);
    await service.as(admin.key).analyze('alice', { text: 'mine' }).expect(201);
    await sealAll(service);
    await service.call('GET', '/audit/export').expect(401);
    for (const { key } of [serves, alice]) await service.as(key).call('GET', '/audit/export').expect(403);
    const own = await auditExport(service, '', admin.key);
    const other = await auditExport(service, '', stranger.key);
    expect(own.header.tenant_id).toBe('acme');
    expect(own.records.some(({ action }) => action === 'result.created')).toBe(true);
    expect(other.header.tenant_id).toBe('globex');
    expect(new Set(other.records.map(({ tenant_id }) => tenant_id))).toEqual(new Set(['globex']));
    expect(await verifyText(own.text)).toMatchObject({ valid: true, tenant: 'acme', complete: true });
    await service.stop();
  });
});
