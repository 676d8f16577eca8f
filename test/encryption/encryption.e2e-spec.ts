import { DataSource } from 'typeorm';
import { sha256 } from '../../src/common/index.js';
import { masterKey } from '../support/master-key.js';
import { rows } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';
import { storedBytes } from '../support/stored-bytes.js';
import { readStream } from '../support/event-reader.js';
import { Talk } from '../support/talk.js';
import { SMALL, talkUntil } from '../support/threads.js';

/** Words that occur nowhere else. */
const SAID = {
  text: 'quagliptor',
  system: 'vemblox',
  answer: 'zynthara',
  note: 'ploverdine',
  title: 'grumbeltan',
  profile: 'oxquillow',
  summary: 'fizzlemere',
  refusal: 'trandobax',
};
const WORDS = Object.values(SAID);

const ENCRYPTED = { ENCRYPTION_KEYS: masterKey('test') };

/** The encrypting service that most tests share. */
let service: Service;
beforeAll(async () => void (service = await startService({ env: ENCRYPTED })));
beforeEach(() => service.claude.reset());
afterAll(() => service.stop());

const sql = <T = Record<string, string>>(statement: string) => service.app.get(DataSource).query<T[]>(statement);

describe('the content of users', () => {
  it('is nowhere in the database, not even a word of it, after any operation', async () => {
    await service.claude.script([
      { text: JSON.stringify({ answer: SAID.answer }) },
      { text: `the ${SAID.answer}` },
      { stop_reason: 'refusal', text: `no ${SAID.refusal}` },
      { status: 400, message: `bad ${SAID.refusal}` },
    ]);
    const schema = { type: 'object', properties: { answer: { type: 'string', description: SAID.note } } };
    const preferences = { system: SAID.system, language: SAID.profile, profile: { [SAID.profile]: SAID.profile } };
    await service.call('PUT', '/users/ann/preferences').send(preferences).expect(200);
    const asked = {
      text: `What is ${SAID.text}?`,
      system: SAID.system,
      schema,
      metadata: { note: SAID.note },
      preferences: false,
    };
    await service.analyze('ann', asked).expect(201);
    await service.analyze('ben', asked).expect(200);
    await readStream(service, { user: 'ann', body: { text: `Stream ${SAID.text}` } });
    await service
      .analyze('ann', { text: `Refuse ${SAID.text}` })
      .set('Idempotency-Key', 'a')
      .expect(422);
    await service
      .analyze('ann', { text: `Fail ${SAID.text}` })
      .set('Idempotency-Key', 'b')
      .expect(400);
    const title = `About ${SAID.title}`;
    const talk = await Talk.begin(service, {
      user_id: 'ann',
      title,
      system: SAID.system,
      metadata: { note: SAID.note },
      model: SMALL,
      context: 'summarise',
    });
    await talkUntil(service, talk, 6, 197_000);
    await service.claude.script([{ text: SAID.summary }, { text: SAID.answer }]);
    const { assistant_message } = await talk.say(`And ${SAID.text}?`);
    await talk.regenerate(assistant_message.id).expect(201);
    await (await talk.fork(assistant_message.id, { title: `${SAID.title} again` })).say(`Once more ${SAID.text}`);
    const untitled = await Talk.begin(service, { user_id: 'ann' });
    await untitled.say(`${SAID.title} of itself`);
    await service
      .call('PATCH', untitled.path)
      .send({ metadata: { note: SAID.note } })
      .expect(200);
    for (const path of ['/history/ann?q=', '/conversations?user_id=ann&q=']) {
      const { body } = await service.call('GET', `${path}${SAID.text}`).expect(200);
      expect(body.data.length).toBeGreaterThan(0);
    }
    await service.call('GET', '/users/ann/export').expect(200);

    const stored = (await storedBytes(service)).toLowerCase();

    expect(stored).toContain('ann');
    for (const word of WORDS) {
      for (const form of [word, Buffer.from(word).toString('hex'), Buffer.from(word).toString('base64').slice(0, -4)]) {
        expect([form, stored.includes(form.toLowerCase())]).toEqual([form, false]);
      }
    }
  });

  it('cannot be recognised by a digest', async () => {
    const text = 'yes';
    const { body } = await service.analyze('ann', { text, system: 'Guess me.' }).expect(201);
    await service.analyze('ann', { text }).set('Idempotency-Key', 'guess');
    const [row] = await sql(`SELECT input_digest, cache_key FROM results WHERE id = '${body.id}'`);
    expect(row?.['input_digest']).toMatch(/^[0-9a-f]{64}$/);
    const stored = await storedBytes(service);
    for (const guess of [text, 'Guess me.', JSON.stringify(['analyze', 'ann', { text }])]) {
      expect(stored).not.toContain(sha256(guess));
    }
  });

  it('has a different ciphertext under each key and in each place, and its words a different token for each user', async () => {
    const asked = { text: 'the same question' };
    await service.analyze('carl', asked).expect(201);
    await service.analyze('cora', asked).expect(200);
    const found = await sql(`SELECT input_text, input_digest, key_id FROM results WHERE user_id IN ('carl', 'cora')`);
    for (const column of ['input_text', 'input_digest', 'key_id']) {
      expect(new Set(found.map((row) => row[column])).size).toBe(2);
    }
    const [carl, cora] = await Promise.all(
      ['carl', 'cora'].map((user) => service.call('GET', `/history/${user}?q=question`).expect(200)),
    );
    expect(carl?.body.data[0].input_text).toBe(asked.text);
    expect(cora?.body.data[0].input_text).toBe(asked.text);
  });
});

describe('content that was changed in the database', () => {
  const make = async (user: string, text: string): Promise<string> =>
    (await service.analyze(user, { text }).expect(201)).body.id;

  it.each([
    ['moved from another row', (other: string) => `(SELECT result FROM results WHERE id = '${other}')`],
    ['moved from another column', () => 'input_text'],
    ['cut short', () => 'substr(result, 1, length(result) - 8)'],
    ['no ciphertext at all', () => "'plain'"],
  ])(
    'is refused, and logged without its text, while all other content stays readable: %s',
    async (name, replacement) => {
      const user = `dora-${name.length}`;
      const [broken, whole] = [await make(user, `first ${name}`), await make(user, `second ${name}`)];
      await sql(`UPDATE results SET result = ${replacement(whole)} WHERE id = '${broken}'`);

      const { body } = await service.call('GET', `/results/${broken}`).expect(503);

      expect(body).toMatchObject({ code: 'content_unreadable', detail: expect.stringContaining(broken) });
      expect(service.log.filter((line) => line.includes(broken)).join('')).toContain('stored content cannot be read');
      expect(service.log.join('')).not.toContain(`first ${name}`);
      await service.call('GET', `/results/${whole}`).expect(200);
      const { body: history } = await service.call('GET', `/history/${user}`).expect(200);
      expect(history.data.map(({ id }: { id: string }) => id)).toEqual([whole]);
      // It is no longer replayed.
      await service.analyze(user, { text: `first ${name}` }).expect(201);
    },
  );

  it('is refused in a thread, instead of sending Claude a changed thread', async () => {
    const talk = await Talk.begin(service, { user_id: 'emma' });
    const { user_message } = await talk.say('one');
    await talk.say('two');
    await sql(`UPDATE messages SET text = metadata WHERE id = '${user_message.id}'`);
    await talk.post('three').expect(503);
    await service.call('GET', `${talk.path}/messages`).expect(503);
    expect(await talk.tree()).toHaveLength(3);
  });
});

describe('content stored before encryption was enabled', () => {
  it('stays readable and searchable, and is encrypted when it is changed', async () => {
    const plain = await startService();
    const { body: old } = await plain.analyze('fred', { text: 'an old question' }).expect(201);
    const talk = await Talk.begin(plain, { user_id: 'fred', title: 'old title' });
    await talk.say('an old message');
    const later = await startService({ database: plain.database, clock: plain.clock, env: ENCRYPTED });
    const { body: fresh } = await later.analyze('fred', { text: 'a new question' }).expect(201);

    const { body: history } = await later.call('GET', '/history/fred?q=question').expect(200);
    expect(history.data.map(({ id }: { id: string }) => id).sort()).toEqual([fresh.id, old.id].sort());
    await new Talk(later, talk.id).say('a new message');
    await later.call('PATCH', talk.path).send({ title: 'new title' }).expect(200);
    for (const word of ['old', 'new']) {
      const { body } = await later.call('GET', `/conversations?user_id=fred&q=${word}`).expect(200);
      expect(body.data).toHaveLength(1);
    }
    const [row] = await rows(later.database, 'SELECT title, key_id FROM conversations');
    expect(row).toMatchObject({ title: expect.not.stringContaining('title'), key_id: expect.any(String) });
    await later.stop();

    // Without the keys, plain content is readable and encrypted content is refused.
    await plain.call('GET', `/results/${old.id}`).expect(200);
    const { body } = await plain.call('GET', `/results/${fresh.id}`).expect(503);
    expect(body.code).toBe('encryption_key_missing');
    await plain.stop();
  });
});

it('refuses a user whose master key is missing, without a call to Claude', async () => {
  const [a, b] = [masterKey('a'), masterKey('b')];
  const first = await startService({ env: { ENCRYPTION_KEYS: a } });
  const { body } = await first.analyze('gus', { text: 'hello' }).expect(201);
  const second = await startService({ database: first.database, clock: first.clock, env: { ENCRYPTION_KEYS: b } });
  const { body: problem } = await second.call('GET', `/results/${body.id}`).expect(503);
  expect(problem.code).toBe('encryption_key_missing');
  await second.analyze('gus', { text: 'again' }).expect(503);
  expect((await second.claude.requests()).length).toBe(0);
  await second.stop();
  await first.stop();
});
