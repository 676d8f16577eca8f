import { randomUUID } from 'node:crypto';
import { DataSource, type FindOptionsWhere } from 'typeorm';
import { Result } from '../../src/analysis/entities/result.entity.js';
import { PROTECTED_RESULTS } from '../../src/analysis/protected-results.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ContentKey, ErasableDataKeys, KeyRotationService, MasterKeys } from '../../src/encryption/index.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { masterKey } from '../support/master-key.js';
import { erase } from '../support/erasures.js';
import { rows } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';
import { storedBytes } from '../support/stored-bytes.js';
import { Talk } from '../support/talk.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

declare const DIALECT: 'sqlite' | 'postgres';
/** On SQLite there is only one process. */
const onPostgres = DIALECT === 'postgres' ? it : it.skip;

const [A, B] = [masterKey('a'), masterKey('b')];

let database: TestDatabase;
let clock: ManualClock;
beforeEach(async () => {
  database = await createDatabase();
  clock = new ManualClock();
});
afterEach(() => database.drop());

const start = (keys: string) => startService({ database, clock, env: { ENCRYPTION_KEYS: keys } });
const keysOf = () => rows(database, 'SELECT * FROM data_keys ORDER BY id');
const analyze = async (service: Service, user: string, text: string): Promise<string> =>
  (await service.analyze(user, { text }).expect(201)).body.id;
const read = (service: Service, id: string) => service.call('GET', `/results/${id}`);

/** Tries every key in the database with the known master key. */
async function opensWithAnyStoredKey(row: Result): Promise<boolean> {
  return (await keysOf()).some(({ id = '', tenant_id = '', user_id = '', wrapped_key = '', master_key = '' }) => {
    const place = { id, tenantId: tenant_id, userId: user_id, wrappedKey: wrapped_key, masterKey: master_key };
    const secret = MasterKeys.parse(A).unwrap(place);
    if (!secret) throw new Error('a stored key cannot be unwrapped');
    try {
      return new ContentKey({ ...place, id: row.keyId ?? '' }, secret).open(PROTECTED_RESULTS, row) !== null;
    } catch {
      return false;
    }
  });
}

/** Destroys a key as an erasure does. */
function destroyKey(service: Service, userId: string, before: Date | null = null): Promise<number> {
  const get = <T>(token: new (...args: never[]) => T): T => service.app.get(token, { strict: false });
  const owner = { tenantId: 'default', userId };
  return get(UnitOfWork).run(() => get(ErasableDataKeys).erase(owner, 100, 'erased:1', before));
}

describe('a new master key', () => {
  it('rewraps every data key without rewriting the encrypted content', async () => {
    const texts: string[] = [];
    const ids: string[] = [];
    for (const keys of [A, `${A},${B}`, `${B},${A}`]) {
      const service = await start(keys);
      for (const user of ['ann', `new-${texts.length}`])
        ids.push(await analyze(service, user, `question of ${user}: ${keys}`));
      for (const id of ids) await read(service, id).expect(200);
      texts.push(keys);
      await service.stop();
    }
    const wrapped = await keysOf();
    const rotating = await start(`${B},${A}`);

    await rotating.app.get(KeyRotationService).round();

    await rotating.stop();
    expect(new Set(wrapped.map(({ master_key }) => master_key))).toEqual(new Set(['a', 'b']));
    const now = await keysOf();
    expect(now.map(({ master_key }) => master_key)).toEqual(now.map(() => 'b'));
    expect(now.map(({ id }) => id)).toEqual(wrapped.map(({ id }) => id));
    const last = await start(B);
    for (const id of ids) await read(last, id).expect(200);
    expect((await last.call('GET', '/history/ann?q=question').expect(200)).body.data).toHaveLength(3);
    await last.stop();
  });

  onPostgres('is introduced while requests are served, without a failed request', async () => {
    const replicas = [await start(`${A},${B}`), await start(`${B},${A}`)];
    const [second, third] = replicas as [Service, Service];
    await analyze(second, 'ann', 'before');
    const asked = Array.from({ length: 20 }, (_, n) =>
      analyze(replicas[n % 2] as Service, n % 3 === 0 ? `user-${n}` : 'ann', `question ${n}`),
    );
    const rotated = [third, second, third].map((replica) => replica.app.get(KeyRotationService).round());
    for (const id of await Promise.all(asked)) for (const replica of replicas) await read(replica, id).expect(200);
    await Promise.all(rotated);
    await third.app.get(KeyRotationService).round();
    for (const replica of replicas) {
      expect((await replica.call('GET', '/history/ann?limit=100').expect(200)).body.data).toHaveLength(14);
      await replica.stop();
    }
  });

  it('does not rewrap keys of a missing master key, or of a different one with the same name', async () => {
    const first = await start(A);
    const id = await analyze(first, 'ann', 'kept');
    await first.stop();
    const kept = await keysOf();
    for (const keys of [B, `${B},${masterKey('a')}`]) {
      const other = await start(keys);
      await other.app.get(KeyRotationService).round();
      expect(await keysOf()).toEqual(kept);
      await read(other, id).expect(503);
      await other.stop();
    }
    const again = await start(A);
    await read(again, id).expect(200);
    await again.stop();
  });
});

describe('the first key of a user', () => {
  it('is made only once, however many requests on two replicas need it at once', async () => {
    const replicas = database.dialect === 'postgres' ? [await start(A), await start(A)] : [await start(A)];
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, n) => analyze(replicas[n % replicas.length] as Service, 'ann', `question ${n}`)),
    );
    expect((await keysOf()).filter(({ user_id }) => user_id === 'ann')).toHaveLength(1);
    for (const id of ids) for (const replica of replicas) await read(replica, id).expect(200);
    await Promise.all(replicas.map((replica) => replica.stop()));
  });
});

describe('a destroyed key', () => {
  it('of an erased user is destroyed before anything else of the user', async () => {
    const service = await start(A);
    await analyze(service, 'ann', 'the secret');
    const [key] = (await keysOf()).filter(({ user_id }) => user_id === 'ann');
    const receipt = await erase(service, 'ann');
    expect(receipt.status).toBe('erased');
    expect(Object.entries(receipt.counts)[0]).toEqual(['data_keys', 1]);
    expect((await keysOf()).map(({ id }) => id)).not.toContain(key?.['id']);
    // It is not in free pages of the file either.
    expect(await storedBytes(service)).not.toContain(key?.['wrapped_key']);
    await service.stop();
  });

  it('makes the content unreadable with everything left in the database, wherever it was copied to', async () => {
    const service = await start(A);
    const id = await analyze(service, 'ann', 'the secret');
    const kept = await analyze(service, 'ben', 'something else');
    const talk = await Talk.begin(service, { user_id: 'ann', title: 'secrets' });
    await talk.say('a secret message');
    await service.call('PUT', '/users/ann/preferences').send({ system: 'secret' }).expect(200);
    const which: FindOptionsWhere<Result> = { id };
    const copied = await service.app.get(DataSource).manager.findOneByOrFail(Result, which);

    expect(await opensWithAnyStoredKey(copied)).toBe(true);
    expect(await destroyKey(service, 'ann')).toBe(1);

    await read(service, id).expect(404);
    await service.call('GET', talk.path).expect(404);
    await talk.post('more').expect(404);
    for (const path of ['/history/ann', '/history/ann?q=secret', '/conversations?user_id=ann']) {
      expect((await service.call('GET', path).expect(200)).body.data).toEqual([]);
    }
    expect((await service.call('GET', '/users/ann/preferences').expect(200)).body).toMatchObject({ system: null });
    await read(service, kept).expect(200);
    expect(await opensWithAnyStoredKey(copied)).toBe(false);
    // A returning user begins with a new key.
    const fresh = await analyze(service, 'ann', 'the secret');
    await read(service, fresh).expect(200);
    expect((await service.call('GET', '/history/ann?q=secret').expect(200)).body.data).toHaveLength(1);
    await service.stop();
  });

  onPostgres('is not used for writes, not even by another replica that has it cached', async () => {
    const [first, second] = [await start(A), await start(A)];
    const id = await analyze(first, 'ann', 'one');
    await read(second, id).expect(200);
    await destroyKey(first, 'ann');
    const later = await analyze(second, 'ann', 'two');
    const [row] = await rows(database, `SELECT key_id FROM results WHERE id = '${later}'`);
    const [key] = (await keysOf()).filter(({ user_id }) => user_id === 'ann');
    expect(row?.['key_id']).toBe(key?.['id']);
    await read(first, later).expect(200);
    clock.advance(60_001);
    await read(second, id).expect(404);
    await Promise.all([first.stop(), second.stop()]);
  });

  it('is never one made after the erasure was requested: its user may have come back', async () => {
    const service = await start(A);
    await analyze(service, 'ann', 'one');
    expect(await destroyKey(service, 'ann', clock.now())).toBe(0);
    expect(await destroyKey(service, 'ann')).toBe(1);
    expect(await destroyKey(service, randomUUID())).toBe(0);
    await service.stop();
  });

  onPostgres('is destroyed after running writes that use it, and is not used by later ones', async () => {
    const service = await start(A);
    await analyze(service, 'ann', 'one');
    const dataSource = service.app.get(DataSource);
    const writer = dataSource.createQueryRunner();
    await writer.startTransaction();
    await writer.query("SELECT 1 FROM data_keys WHERE user_id = 'ann' FOR KEY SHARE");
    const destroyed = destroyKey(service, 'ann');
    const early = await Promise.race([destroyed, new Promise((resolve) => setTimeout(resolve, 200, 'waits'))]);
    expect(early).toBe('waits');
    await writer.commitTransaction();
    await writer.release();
    expect(await destroyed).toBe(1);
    await service.stop();
  });
});
