import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { Result } from '../src/analysis/index.js';
import { PROTECTED_RESULTS } from '../src/analysis/protected-results.js';
import { UnitOfWork } from '../src/database/index.js';
import { ContentKey, ErasableDataKeys, KeyRotationService, MasterKeys } from '../src/encryption/index.js';
import { createDatabase, type TestDatabase } from './support/database.js';
import { masterKey } from './support/encrypted.js';
import { rows } from './support/rows.js';
import { type Service, startService } from './support/service.js';
import { Talk } from './support/talk.js';
import { ManualClock } from '../src/testing/manual-clock.js';

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

/** Tries every key that the database holds, with the master key at hand. */
async function opensWithWhatIsThere(row: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const stored = { id: row['id'], tenantId: row['tenant_id'], keyId: row['key_id'], inputText: row['input_text'] };
  return (await keysOf()).some(({ id = '', tenant_id = '', user_id = '', wrapped_key = '', master_key = '' }) => {
    const place = { id, tenantId: tenant_id, userId: user_id, wrappedKey: wrapped_key, masterKey: master_key };
    const secret = MasterKeys.parse(A).unwrap(place);
    if (!secret) throw new Error('a key that is there has to open');
    try {
      return new ContentKey(stored.keyId ?? '', secret).open(PROTECTED_RESULTS, stored as unknown as Result) !== null;
    } catch {
      return false;
    }
  });
}

/** As an erasure does. */
function destroyKey(service: Service, userId: string, until: Date | null = null): Promise<number> {
  const get = <T>(token: new (...args: never[]) => T): T => service.app.get(token, { strict: false });
  const owner = { tenantId: 'default', userId };
  return get(UnitOfWork).run(() => get(ErasableDataKeys).erase(owner, 100, 'erased:1', until));
}

describe('another master key', () => {
  it('comes into use without a moment in which anything could not be read or written', async () => {
    const old = await start(A);
    const before = await analyze(old, 'ann', 'before');
    const second = await start(`${A},${B}`);
    const third = await start(`${B},${A}`);
    const written = [
      await analyze(second, 'ann', 'by the second'),
      await analyze(third, 'ann', 'by the third'),
      await analyze(third, 'ben', 'somebody new'),
    ];
    for (const id of [before, ...written]) for (const one of [second, third]) await read(one, id).expect(200);
    await old.stop();

    const wrapped = await keysOf();
    await third.app.get(KeyRotationService).round();

    expect((await keysOf()).map(({ master_key }) => master_key)).toEqual(wrapped.map(() => 'b'));
    await Promise.all([second.stop(), third.stop()]);
    const last = await start(B);
    for (const id of [before, ...written]) await read(last, id).expect(200);
    const { body } = await last.call('GET', '/history/ann?q=before').expect(200);
    expect(body.data).toHaveLength(1);
    // The same data keys, wrapped by another one: nothing that was encrypted had to be written again.
    expect((await keysOf()).map(({ id }) => id)).toEqual(wrapped.map(({ id }) => id));
    await last.stop();
  });

  it('leaves alone what a key has wrapped that is not there, and what another one of its name has', async () => {
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
  it('is one, however many requests on two replicas need it at once', async () => {
    const replicas = database.dialect === 'postgres' ? [await start(A), await start(A)] : [await start(A)];
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, n) => analyze(replicas[n % replicas.length] as Service, 'ann', `question ${n}`)),
    );
    expect((await keysOf()).filter(({ user_id }) => user_id === 'ann')).toHaveLength(1);
    for (const id of ids) for (const replica of replicas) await read(replica, id).expect(200);
    await Promise.all(replicas.map((replica) => replica.stop()));
  });
});

describe('a key that is destroyed', () => {
  it('takes all that was said with it: nothing the database still holds opens it, wherever it was copied to', async () => {
    const service = await start(A);
    const id = await analyze(service, 'ann', 'the secret');
    const kept = await analyze(service, 'ben', 'something else');
    const talk = await Talk.begin(service, { user_id: 'ann', title: 'secrets' });
    await talk.say('a secret message');
    await service.call('PUT', '/users/ann/preferences').send({ system: 'secret' }).expect(200);
    const [copied] = await rows(database, `SELECT * FROM results WHERE id = '${id}'`);

    expect(await opensWithWhatIsThere(copied)).toBe(true);
    expect(await destroyKey(service, 'ann')).toBe(1);

    await read(service, id).expect(404);
    await service.call('GET', talk.path).expect(404);
    await talk.post('more').expect(404);
    for (const path of ['/history/ann', '/history/ann?q=secret', '/conversations?user_id=ann']) {
      expect((await service.call('GET', path).expect(200)).body.data).toEqual([]);
    }
    expect((await service.call('GET', '/users/ann/preferences').expect(200)).body).toMatchObject({ system: null });
    await read(service, kept).expect(200);
    expect(await opensWithWhatIsThere(copied)).toBe(false);
    // Who comes back begins anew.
    const fresh = await analyze(service, 'ann', 'the secret');
    await read(service, fresh).expect(200);
    expect((await service.call('GET', '/history/ann?q=secret').expect(200)).body.data).toHaveLength(1);
    await service.stop();
  });

  it('is written under by nobody, also where another replica has read under it a moment ago', async () => {
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

  it('is the one that was there when the erasure was asked for, and not one of a user who came back', async () => {
    const service = await start(A);
    await analyze(service, 'ann', 'one');
    expect(await destroyKey(service, 'ann', new Date(0))).toBe(0);
    expect(await destroyKey(service, 'ann', clock.now())).toBe(1);
    expect(await destroyKey(service, randomUUID())).toBe(0);
    await service.stop();
  });

  it('waits for who is writing under it, and lets nobody write under it afterwards', async () => {
    if (database.dialect === 'sqlite') return;
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
