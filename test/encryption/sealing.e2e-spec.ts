import { DataSource } from 'typeorm';
import { SEALED_TABLES } from '../../src/cli/encryption.command.js';
import type { SealedBatch } from '../../src/encryption/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { answerOf, reprise } from '../support/cli.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { masterKey } from '../support/master-key.js';
import { rows } from '../support/rows.js';
import { sealingOf, toOldFormat } from '../support/sealing.js';
import { type Service, startService } from '../support/service.js';
import { storedBytes } from '../support/stored-bytes.js';
import { Talk } from '../support/talk.js';

/** Words that occur nowhere else. */
const SAID = ['quagliptor', 'zynthara', 'vemblox', 'grumbeltan', 'oxquillow', 'trandobax'] as const;
const [TEXT, ANSWER, SYSTEM, TITLE, PROFILE, REFUSED] = SAID;
/** The number of rows in each table after `say`. */
const ROWS = { results: 2, messages: 2, conversations: 1, user_preferences: 1, claims: 2 };

const ENCRYPTED = { ENCRYPTION_KEYS: masterKey('test') };
const STRICT = { ...ENCRYPTED, ENCRYPTION_STRICT: 'true' };

let database: TestDatabase;
let clock: ManualClock;
beforeEach(async () => {
  database = await createDatabase();
  clock = new ManualClock();
});
afterEach(() => database.drop());

const start = (env: Record<string, string> = {}) => startService({ database, clock, env });
const cli = (env: Record<string, string>, ...args: string[]) =>
  reprise({ DATABASE_URL: database.url, ...env }, ...args);
const status = () => answerOf({ DATABASE_URL: database.url, ...ENCRYPTED }, 'encryption', 'status');
const ask = (service: Service, key?: string) => {
  const asked = service.analyze('ann', { text: `What is ${TEXT}?`, metadata: { note: SYSTEM }, preferences: false });
  return key === undefined ? asked : asked.set('Idempotency-Key', key);
};

/** Creates at least one row in every table. */
async function say(service: Service): Promise<{ id: string; talk: Talk }> {
  const preferences = { system: SYSTEM, language: PROFILE, profile: { [PROFILE]: PROFILE } };
  await service.call('PUT', '/users/ann/preferences').send(preferences).expect(200);
  await service.claude.script([
    { text: `the ${ANSWER}` },
    { status: 400, message: `bad ${REFUSED}` },
    { text: `more ${ANSWER}` },
    { text: ANSWER },
  ]);
  const { body } = await ask(service, 'a').expect(201);
  await service.analyze('ann', { text: 'fail' }).set('Idempotency-Key', 'b').expect(400);
  await service.analyze('ben', { text: TEXT }).expect(201);
  const talk = await Talk.begin(service, { user_id: 'ann', title: `About ${TITLE}`, system: SYSTEM });
  await talk.say(`And ${TEXT}?`);
  return { id: body.id, talk };
}

async function readsAll(service: Service, { id, talk }: { id: string; talk: Talk }, answers = 1): Promise<void> {
  const { body } = await service.call('GET', `/results/${id}`).expect(200);
  expect(body).toMatchObject({ input_text: `What is ${TEXT}?`, result: `the ${ANSWER}`, metadata: { note: SYSTEM } });
  const messages = await new Talk(service, talk.id).messages();
  expect(messages.map(({ text }) => text)).toEqual([`And ${TEXT}?`, ANSWER]);
  const { body: preferences } = await service.call('GET', '/users/ann/preferences').expect(200);
  expect(preferences).toMatchObject({ system: SYSTEM, profile: { [PROFILE]: PROFILE } });
  for (const [path, count] of [
    [`/history/ann?q=${TEXT}`, answers],
    [`/history/ben?q=${TEXT}`, 1],
    [`/conversations?user_id=ann&q=${TEXT}`, 1],
    [`/conversations?user_id=ann&q=${TITLE}`, 1],
  ] as const) {
    expect((await service.call('GET', path).expect(200)).body.data).toHaveLength(count);
  }
}

async function counts(): Promise<Record<string, { plain: number; old_format: number }>> {
  const { unsealed } = await status();
  return Object.fromEntries(
    unsealed.map(({ table, ...of }: { table: string; plain: number; old_format: number }) => [table, of]),
  );
}

const allOf = (format: 'plain' | 'old_format') =>
  Object.fromEntries(
    Object.entries(ROWS).map(([table, count]) => [table, { plain: 0, old_format: 0, [format]: count }]),
  );
const NONE = Object.fromEntries(Object.keys(ROWS).map((table) => [table, { plain: 0, old_format: 0 }]));

it('covers every table with encrypted content', async () => {
  const service = await start();
  const withKey = service.app.get(DataSource).entityMetadatas.filter(({ columns }) => {
    const names = columns.map(({ databaseName }) => databaseName);
    return names.includes('key_id') && names.includes('user_id');
  });
  expect(SEALED_TABLES.map(({ table }) => table.name).sort()).toEqual(withKey.map(({ tableName }) => tableName).sort());
  await service.stop();
});

describe.each(['plain', 'old_format'] as const)('content in the format %s', (format) => {
  /** @returns the created rows, and the database before sealing */
  async function before() {
    const first = await start(format === 'plain' ? {} : ENCRYPTED);
    const said = await say(first);
    if (format === 'old_format') await toOldFormat(first, ENCRYPTED.ENCRYPTION_KEYS);
    await first.stop();
    return said;
  }

  it('is readable and searchable but not replayed until it is sealed; sealing leaves no trace of the old form', async () => {
    const said = await before();
    expect(await counts()).toEqual(allOf(format));
    const locks = await rows(database, 'SELECT fingerprint FROM claims');
    const service = await start(ENCRYPTED);
    await readsAll(service, said);
    const { body: again } = await ask(service).expect(201);
    expect(again.cached).toBe(false);
    await service.stop();

    const { code, stdout } = await cli(ENCRYPTED, 'encryption', 'seal');

    const { plain, old_format: old } = allOf(format)['results'] as { plain: number; old_format: number };
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`sealed +results +${plain} plain, ${old} in the old format, 0 unreadable`)),
    ]);
    expect(await counts()).toEqual(NONE);
    const strict = await start(STRICT);
    await readsAll(strict, said, 2);
    // Answers stored since are replayed; answers that were not authenticated are not.
    expect((await ask(strict).expect(200)).body.id).toBe(again.id);
    const other = await strict.analyze('ben', { text: TEXT }).expect(201);
    expect(other.body.cached).toBe(false);
    // A billed answer is still returned for its idempotency key.
    const repeated = await ask(strict, 'a').expect(format === 'plain' ? 422 : 201);
    if (format === 'old_format') expect(repeated.body.id).toBe(said.id);
    const stored = (await storedBytes(strict)).toLowerCase();
    for (const { fingerprint = '' } of locks) expect(stored.includes(fingerprint)).toBe(format === 'old_format');
    for (const word of SAID) expect([word, stored.includes(word)]).toEqual([word, false]);
    await strict.stop();
  });

  it('is refused everywhere in strict mode, without a call to Claude', async () => {
    const { id, talk } = await before();
    const service = await start(STRICT);
    for (const path of [`/results/${id}`, talk.path, `${talk.path}/messages`, '/users/ann/preferences']) {
      expect((await service.call('GET', path).expect(503)).body.code).toBe('content_unreadable');
    }
    for (const path of ['/history/ann', '/conversations?user_id=ann', `/history/ann?q=${TEXT}`]) {
      expect((await service.call('GET', path).expect(200)).body.data).toEqual([]);
    }
    await new Talk(service, talk.id).post('more').expect(503);
    if (format === 'old_format') await ask(service, 'a').expect(503);
    expect(service.log.join('')).toContain(
      `stored content was refused, because it is not sealed (${format}): results of ${id}`,
    );
    expect(await service.claude.requests()).toEqual([]);
    await service.stop();
    const { code } = await cli(STRICT, 'encryption', 'status');
    expect(code).toBe(1);
    const { stdout } = await cli(STRICT, 'doctor');
    expect(stdout).toMatch(/fault +sealed +.*ENCRYPTION_STRICT refuses them: run `reprise encryption seal`/);
  });

  it('is sealed in batches while requests are served, and after an interruption sealing resumes with the rest', async () => {
    const said = await before();
    const service = await start(ENCRYPTED);
    const first: SealedBatch[] = [];
    for await (const batch of sealingOf(service).seal()) {
      first.push(batch);
      await new Talk(service, said.talk.id).read();
      if (first.length === 2) break;
    }
    expect(await counts()).toEqual({ ...allOf(format), results: NONE['results'], messages: NONE['messages'] });
    await readsAll(service, said);
    const posted = new Talk(service, said.talk.id).say('meanwhile');
    const rest: SealedBatch[] = [];
    for await (const batch of sealingOf(service).seal()) rest.push(batch);
    await posted;
    expect([...first, ...rest].map(({ table, plain, oldFormat }) => [table, plain + oldFormat])).toEqual(
      Object.entries(ROWS),
    );
    expect(await counts()).toEqual(NONE);
    for await (const batch of sealingOf(service).seal()) expect(batch).toBeUndefined();
    await service.stop();
  });

  it('stays unchanged if sealing a part of it fails', async () => {
    await before();
    const service = await start(ENCRYPTED);
    const stored = await rows(database, 'SELECT * FROM results ORDER BY id');
    let count = 0;
    const [results] = SEALED_TABLES;
    const failing = {
      ...results,
      unproven: () => {
        if ((count += 1) === 2) throw new Error('cut off');
        return { cacheKey: null };
      },
    };
    await expect(sealingOf(service, [failing]).seal().next()).rejects.toThrow('cut off');
    expect(await rows(database, 'SELECT * FROM results ORDER BY id')).toEqual(stored);
    await service.stop();
  });

  it('is left unchanged and reported if it was tampered with', async () => {
    const { id } = await before();
    // Encrypted but marked as plain, or moved from another column.
    const change = format === 'plain' ? `metadata = '"${sealed()}"'` : 'result = input_text';
    const service = await start(ENCRYPTED);
    await service.app.get(DataSource).query(`UPDATE results SET ${change} WHERE id = '${id}'`);
    await service.stop();
    const { code, stdout } = await cli(ENCRYPTED, 'encryption', 'seal');
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`unreadable +results +${id}`));
    expect((await counts())['results']).toEqual({ plain: 0, old_format: 0, [format]: 1 });
  });
});

it('reports the missing setting if encryption is disabled', async () => {
  const { code, stderr } = await cli({}, 'encryption', 'seal');
  expect([code, stderr]).toEqual([1, expect.stringContaining('set ENCRYPTION_KEYS')]);
});

/** @returns a text that has the form of sealed content */
function sealed(): string {
  return Buffer.concat([Buffer.of(2), Buffer.alloc(60, 7)]).toString('base64url');
}
