import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import {
  DatabaseAuditTrail,
  MirrorService,
  SealerService,
  SealSigner,
  VerificationService,
} from '../../src/audit/index.js';
import { actingAs, type Role } from '../../src/common/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { Dice, type Expected, Intruder } from '../support/audit-tampering.js';
import { COUNTS } from '../support/counts.js';
import { pauseJobs } from '../support/jobs.js';
import { type Service, startService } from '../support/service.js';

const SEALS = 8;
const EACH = 25;
const LENGTH = SEALS * EACH;
const TRIALS = COUNTS.tamperings;
const SEED = Number(process.env['REPRISE_FUZZ_SEED'] ?? Date.now() % 1_000_000);

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

describe(`an audit trail that was tampered with in the database (seed ${SEED})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tampering-'));
  const [keyFile, mirrorFile] = [join(folder, 'key.pem'), join(folder, 'mirror.ndjson')];
  const own = pem(generateKeyPairSync('ed25519').privateKey);
  const foreign = new SealSigner(pem(generateKeyPairSync('ed25519').privateKey));
  let service: Service;
  let intruder: Intruder;
  let dataSource: DataSource;
  let verification: VerificationService;

  beforeAll(async () => {
    writeFileSync(keyFile, own);
    service = await startService({ env: { AUDIT_SIGNING_KEY_FILE: keyFile, AUDIT_MIRROR_FILE: mirrorFile } });
    const get = <T>(token: new (...args: never[]) => T): T => service.app.get<T>(token, { strict: false });
    const [sealer, mirror, trail, unitOfWork] = [
      get(SealerService),
      get(MirrorService),
      get(DatabaseAuditTrail),
      get(UnitOfWork),
    ];
    pauseJobs(service, 'audit-sealer', 'audit-mirror');
    for (const tenantId of ['default', 'other'])
      for (let seal = 0; seal < SEALS; seal += 1) {
        for (let n = 0; n < EACH; n += 1) await write(trail, unitOfWork, tenantId, n);
        await sealer.seal();
      }
    await mirror.round();
    dataSource = service.app.get<DataSource>(getDataSourceToken(), { strict: false });
    verification = get(VerificationService);
    await Intruder.keep(dataSource);
    intruder = new Intruder(dataSource, new Dice(SEED), LENGTH);
  });

  afterAll(() => service.stop());

  /** Without the mirror the file is empty, so that only the database is known. */
  const verify = (withMirror: boolean) =>
    verification.verify('default', { mirrorFile: withMirror ? mirrorFile : '/dev/null' });

  const trials = async (tamper: () => Promise<Expected>, withMirror: boolean) => {
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const { id, seq } = await tamper();
      const { valid, firstBad } = await verify(withMirror);
      await intruder.restore();
      expect({ trial, valid, firstBad }).toEqual({
        trial,
        valid: false,
        firstBad: { id, seq, reason: expect.stringMatching(/./) as string },
      });
    }
  };

  it.each([true, false])('is valid while it is unchanged (mirror: %p)', async (withMirror) => {
    expect(await verify(withMirror)).toMatchObject({
      valid: true,
      checked: LENGTH,
      lastSeq: LENGTH,
      signed: true,
      complete: true,
      firstBad: null,
    });
  });

  it.each(['edit', 'delete', 'insert', 'swap', 'truncate'] as const)(
    `is detected, and the first bad record named: ${TRIALS} times %s`,
    async (kind) => {
      await trials(() => intruder[kind](), false);
      expect((await verification.verify('other')).valid).toBe(true);
    },
  );

  it(`is detected if everything from a record on is resealed without the key: ${TRIALS} times`, async () => {
    await trials(async () => (await intruder.rewrite(null)).sealed, false);
    await trials(async () => (await intruder.rewrite(foreign)).sealed, false);
  });

  it(`is detected by the mirror even if the key was stolen, and the exact record named: ${TRIALS} times`, async () => {
    await trials(async () => (await intruder.rewrite(new SealSigner(own))).record, true);
    await trials(async () => (await intruder.rewrite(null)).record, true);
  });

  it(`is detected by the mirror if its end was removed together with the seals: ${TRIALS} times`, async () => {
    await trials(() => intruder.cutTail(), true);
  });

  it('is not detected without a mirror if its end was removed, which is why there is a mirror', async () => {
    await intruder.cutTail();
    expect((await verify(false)).valid).toBe(true);
    await intruder.restore();
  });
});

/** Writes a record; the kinds of actors alternate. */
async function write(trail: DatabaseAuditTrail, unitOfWork: UnitOfWork, tenantId: string, n: number): Promise<void> {
  const role: Role = n % 3 === 0 ? 'user' : 'admin';
  const identity = {
    tenantId,
    subject: `subject-${n}`,
    role,
    userId: role === 'user' ? `subject-${n}` : null,
    keyId: null,
  };
  const acting = { identity, address: '203.0.113.7', requestId: `request-${n}` };
  await actingAs(acting, () =>
    unitOfWork.run(() =>
      trail.record(
        { tenantId, userId: `subject-${n}` },
        { action: 'result.created', subjectId: `id-${n}`, sent: `sent ${n}`, received: `received ${n}`, detail: { n } },
      ),
    ),
  );
}
