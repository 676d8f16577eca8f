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

/** Words that nobody else uses. */
const SAID = ['quagliptor', 'zynthara', 'vemblox', 'grumbeltan', 'oxquillow', 'trandobax'] as const;
const [TEXT, ANSWER, SYSTEM, TITLE, PROFILE, REFUSED] = SAID;
/** Of each table so many rows, from `say`. */
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

/** A row or more in every table. */
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

it('covers every table that has a key', async () => {
  const service = await start();
  const withKey = service.app.get(DataSource).entityMetadatas.filter(({ columns }) => {
    const names = columns.map(({ databaseName }) => databaseName);
    return names.includes('key_id') && names.includes('user_id');
  });
  expect(SEALED_TABLES.map(({ table }) => table.name).sort()).toEqual(withKey.map(({ tableName }) => tableName).sort());
  await service.stop();
});

describe.each(['plain', 'old_format'] as const)('what is stored %s', (format) => {
  /** @returns what was said, and the database as it was before */
  async function before() {
    const first = await start(format === 'plain' ? {} : ENCRYPTED);
    const said = await say(first);
    if (format === 'old_format') await toOldFormat(first, ENCRYPTED.ENCRYPTION_KEYS);
    await first.stop();
    return said;
  }

  it('is read and found, but stands for no answer, until it is sealed, and is then nowhere as it was', async () => {
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
    // What was asked since is given again, and what was not authenticated is not.
    expect((await ask(strict).expect(200)).body.id).toBe(again.id);
    const other = await strict.analyze('ben', { text: TEXT }).expect(201);
    expect(other.body.cached).toBe(false);
    // Nor is what was paid for forgotten, where its key says that it is the same request.
    const repeated = await ask(strict, 'a').expect(format === 'plain' ? 422 : 201);
    if (format === 'old_format') expect(repeated.body.id).toBe(said.id);
    const stored = (await storedBytes(strict)).toLowerCase();
    for (const { fingerprint = '' } of locks) expect(stored.includes(fingerprint)).toBe(format === 'old_format');
    for (const word of SAID) expect([word, stored.includes(word)]).toEqual([word, false]);
    await strict.stop();
  });

  it('is refused in strict mode, everywhere, and nothing is asked or given for it', async () => {
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

  it('is sealed some at a time, beside requests; who stops half-way goes on with the rest', async () => {
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

  it('stays as it was, all of it, where sealing some of it failed', async () => {
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

  it('is left alone and named where it was changed', async () => {
    const { id } = await before();
    // Encrypted, and said not to be; or moved from another column.
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

it('says what is missing where nothing is encrypted', async () => {
  const { code, stderr } = await cli({}, 'encryption', 'seal');
  expect([code, stderr]).toEqual([1, expect.stringContaining('set ENCRYPTION_KEYS')]);
});

/** What may have been sealed, by its form. */
function sealed(): string {
  return Buffer.concat([Buffer.of(2), Buffer.alloc(60, 7)]).toString('base64url');
}
