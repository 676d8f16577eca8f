import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DatabaseAuditTrail, MirrorService, type Seal, SealerService, TrustedKeys } from '../../src/audit/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { expectOneChain, readChain } from '../support/audit-chain.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { pauseJobs } from '../support/jobs.js';
import { type Service, startService } from '../support/service.js';

const of = (userId: string | null, tenantId = 'default') => ({ tenantId, userId });

declare const DIALECT: 'sqlite' | 'postgres';
const isPostgres = DIALECT === 'postgres';

describe('the seals of the audit trail', () => {
  let database: TestDatabase;
  const started: Service[] = [];

  const start = async (env: Record<string, string> = {}) => {
    const service = await startService({ database, env });
    started.push(service);
    const get = <T>(token: new (...args: never[]) => T): T => service.app.get<T>(token, { strict: false });
    pauseJobs(service, 'audit-sealer', 'audit-mirror');
    return {
      service,
      trail: get(DatabaseAuditTrail),
      sealer: get(SealerService),
      mirror: get(MirrorService),
      unitOfWork: get(UnitOfWork),
      dataSource: service.app.get<DataSource>(getDataSourceToken(), { strict: false }),
    };
  };
  type Process = Awaited<ReturnType<typeof start>>;

  const write = (process: Process, count: number, tenantId = 'default') =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        process.unitOfWork.run(() =>
          process.trail.record(of(`user-${n}`, tenantId), { action: 'result.created', sent: `text ${n}` }),
        ),
      ),
    );

  beforeEach(async () => {
    database = await createDatabase();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((service) => service.stop()));
    await database.drop();
  });

  it('give each record a place in the chain of its tenant, separately for each tenant', async () => {
    const one = await start();
    await write(one, 30);
    await write(one, 7, 'other');
    await one.sealer.seal();
    await write(one, 5);
    await one.sealer.seal();

    const [own, other] = [await readChain(one.dataSource), await readChain(one.dataSource, 'other')];
    expectOneChain(own);
    expectOneChain(other);
    expect([own.records.length, own.seals.length, other.records.length]).toEqual([35, 2, 7]);
  });

  it('never fork the chain: eight writers, and two sealers that ignore the lease', async () => {
    const one = await start();
    const two = isPostgres ? await start() : one;
    const sealing = { isOver: false };
    const seal = async ({ sealer }: Process) => {
      while (!sealing.isOver) await sealer.seal();
    };
    const sealers = [seal(one), seal(two)];
    const writers = Array.from({ length: 8 }, async (_, n) => {
      for (let round = 0; round < 10; round += 1) await write(n % 2 === 0 ? one : two, 3);
    });
    await Promise.all(writers);
    sealing.isOver = true;
    await Promise.all(sealers);
    await one.sealer.seal();

    const chain = await readChain(one.dataSource);
    expect([chain.records.length, chain.unsealed]).toEqual([240, 0]);
    expectOneChain(chain);
  });

  it('are made by one process at a time, and by another process once the lease has expired', async () => {
    const one = await start();
    const two = isPostgres ? await start() : one;
    await write(one, 3);
    await one.sealer.round();
    expect((await readChain(one.dataSource)).unsealed).toBe(0);

    if (!isPostgres) return;
    await write(one, 3);
    await two.sealer.round();
    expect((await readChain(one.dataSource)).unsealed).toBe(3);
    // The lease has expired.
    two.service.clock.advance(3_001);
    await two.sealer.round();
    expect((await readChain(one.dataSource)).unsealed).toBe(0);
    expectOneChain(await readChain(one.dataSource));
  });

  it('are made although a process whose clock was a day ahead left a lease', async () => {
    const one = await start();
    await one.dataSource.query(
      `INSERT INTO leases (name, holder, held_until) VALUES ('audit-sealer', 'a process that ended', '${later(64_000)}')`,
    );
    await write(one, 3);
    await one.sealer.round();
    expect((await readChain(one.dataSource)).unsealed).toBe(0);

    function later(ms: number): string {
      return new Date(one.service.clock.now().getTime() + ms).toISOString();
    }
  });

  it('are signed, also after the key has been replaced', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seals-'));
    const [old, fresh] = [newKey(folder, 'old'), newKey(folder, 'fresh')];
    const one = await start({ AUDIT_SIGNING_KEY_FILE: old.privateFile });
    await write(one, 2);
    await one.sealer.seal();
    await one.service.stop();
    const two = await start({ AUDIT_SIGNING_KEY_FILE: fresh.privateFile, AUDIT_PUBLIC_KEYS_FILE: old.publicFile });
    await write(two, 2);
    await two.sealer.seal();

    const { seals } = await readChain(two.dataSource);
    const both = new TrustedKeys([...TrustedKeys.read(old.publicPem), ...TrustedKeys.read(fresh.publicPem)]);
    const onlyOld = new TrustedKeys(TrustedKeys.read(old.publicPem));
    expect(seals.map((seal) => [both.isSigned(seal), onlyOld.isSigned(seal)])).toEqual([
      [true, true],
      [true, false],
    ]);
    const [first] = seals;
    if (!first) throw new Error('there is no seal');
    expect(both.isSigned({ ...first, sealed_at: '2026-01-01T00:00:00.000Z' })).toBe(false);
    expect(both.isSigned({ ...first, leaves: first.leaves.replace(/.$/, (d) => (d === '0' ? '1' : '0')) })).toBe(false);
  });

  it('are written to the mirror file one per line, and continue after a line that was cut off', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'mirror-')), 'seals.ndjson');
    const one = await start({ AUDIT_MIRROR_FILE: file });
    await write(one, 3);
    await one.sealer.seal();
    await one.mirror.round();
    writeFileSync(file, '{"tenant_id":"def', { flag: 'a' });
    await write(one, 3);
    await one.sealer.seal();
    await one.mirror.round();

    const { seals } = await readChain(one.dataSource);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Seal)).toEqual(seals);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are made while the webhook is unavailable, and reach it in order afterwards', async () => {
    const receiver = await startReceiver();
    const one = await start({ AUDIT_MIRROR_URL: receiver.url });
    receiver.isDown = true;
    for (let n = 0; n < 3; n += 1) {
      await write(one, 2);
      await one.sealer.seal();
      await expect(one.mirror.round()).rejects.toThrow('503');
    }
    expect(receiver.taken).toEqual([]);
    receiver.isDown = false;
    await one.mirror.round();

    const { seals } = await readChain(one.dataSource);
    expect(receiver.taken).toEqual(seals);
    expect(seals).toHaveLength(3);
    await one.mirror.round();
    expect(receiver.taken).toHaveLength(3);
    await receiver.close();
  });
});

function newKey(folder: string, name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const [privateFile, publicFile] = [join(folder, `${name}.pem`), join(folder, `${name}.pub.pem`)];
  writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(publicFile, publicPem);
  return { privateFile, publicFile, publicPem };
}

async function startReceiver() {
  const receiver = { isDown: false, taken: [] as Seal[], url: '', close: () => Promise.resolve() };
  const server: Server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (!receiver.isDown) receiver.taken.push(JSON.parse(Buffer.concat(chunks).toString()) as Seal);
      reply.writeHead(receiver.isDown ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/seals`;
  receiver.close = () => new Promise((resolve) => server.close(() => resolve()));
  return receiver;
}
