import { get } from 'node:http';
import { DataSource } from 'typeorm';
import type { Exportable } from '../../src/common/index.js';
import { EXPORTABLES } from '../../src/privacy/export/export.tokens.js';
import { REPRISE_ENTITIES } from '../../src/schema/index.js';
import { records } from '../support/audit.js';
import { exportOf, type Line } from '../support/exports.js';
import { hold } from '../support/holds.js';
import { makeKey } from '../support/keys.js';
import { manyResults } from '../support/retention.js';
import { until } from '../support/rows.js';
import { type Service, startService } from '../support/service.js';

/** What names a user and is in no export, and why. */
const NOT_EXPORTED: Readonly<Record<string, string>> = {
  claims: 'digests of requests and ids of answers, for two days at most; the answers are in it',
  data_keys: 'keys, wrapped; what they encrypt is in it as it was said',
  erasures: 'the user only until it is closed, when there is nothing left to export',
};

const NOTHING = {
  result: 0,
  conversation: 0,
  message: 0,
  summary: 0,
  preferences: 0,
  budget: 0,
  key: 0,
  call: 0,
  replay: 0,
  usage_day: 0,
  hold: 0,
  audit_record: 0,
};

describe('the export of a user', () => {
  let service: Service;
  beforeAll(async () => void (service = await startService()));
  afterAll(() => service.stop());

  /** One of everything, all of it with a word of the user's own. */
  async function furnish(user: string, word: string): Promise<void> {
    await service.analyze(user, { text: `${word} asked`, system: `${word} system` }).expect(201);
    await service.analyze(user, { text: `${word} asked`, system: `${word} system` }).expect(200);
    const { body: talk } = await service.call('POST', '/conversations').send({ user_id: user, title: word });
    await service
      .call('POST', `/conversations/${talk.id}/messages`)
      .send({ content: `${word} said` })
      .expect(201);
    await service
      .call('PUT', `/users/${user}/preferences`)
      .send({ profile: { name: word } })
      .expect(200);
    await service.call('PUT', `/users/${user}/budget`).send({ limit_usd: '5', period: 'month' }).expect(200);
    await hold(service, user, `${word} reason`);
    await makeKey(service, 'user', { tenant: 'default', userId: user });
    await records(service);
  }

  it('has everything, as the routes show it, and a manifest that counts it', async () => {
    await furnish('alice', 'alices');
    const { lines, manifest } = await exportOf(service, 'alice');
    const of = (type: string) => lines.filter((line) => line.type === type);
    const first = (type: string): Line => of(type)[0] ?? { type };
    const { type: _type, system, ...result } = first('result');
    expect(result).toEqual((await service.call('GET', `/results/${String(result['id'])}`)).body);
    expect(system).toBe('alices system');
    const { type: _other, ...conversation } = first('conversation');
    const path = `/conversations/${String(conversation['id'])}`;
    expect(conversation).toEqual((await service.call('GET', path)).body);
    const shown = (await service.call('GET', `${path}/messages?view=tree`)).body.data as object[];
    expect(of('message')).toEqual(shown.map((message) => ({ type: 'message', ...message })));
    const preferences = (await service.call('GET', '/users/alice/preferences')).body as object;
    expect(of('preferences')).toEqual([{ type: 'preferences', ...preferences }]);
    const budget = (await service.call('GET', '/users/alice/budget')).body as object;
    expect(of('budget')).toEqual([{ type: 'budget', ...budget }]);
    expect(of('hold')).toEqual([{ type: 'hold', user_id: 'alice', held_at: service.clock.now().toISOString() }]);
    expect(manifest).toMatchObject({
      format: 'reprise-user-export/1',
      user_id: 'alice',
      exported_at: service.clock.now().toISOString(),
      counts: {
        result: 1,
        conversation: 1,
        message: 2,
        summary: 0,
        preferences: 1,
        budget: 1,
        key: 1,
        call: 2,
        replay: 1,
        usage_day: 2,
        hold: 1,
        audit_record: of('audit_record').length,
      },
    });
    const actions = of('audit_record').map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['result.created', 'message.created', 'user.held']));
  });

  it('holds nothing of a key that it could be found out by, of a hold no reason, and no salt of the trail', async () => {
    const { text } = await exportOf(service, 'alice');
    const [key] = await service.app.get(DataSource).query<{ digest: string }[]>('SELECT digest FROM api_keys');
    expect(text).not.toContain(key?.digest);
    expect(text).not.toContain('alices reason');
    expect(text).not.toContain('"salt"');
  });

  it('holds no row of anybody else', async () => {
    await furnish('bob', 'bobs');
    const { text, lines } = await exportOf(service, 'alice');
    expect(text).not.toContain('bob');
    expect(lines.filter((line) => 'user_id' in line && line['user_id'] !== 'alice')).toEqual([]);
  });

  it('of whom there is nothing is a manifest of nothing, and that it was asked for is recorded', async () => {
    const { lines, manifest } = await exportOf(service, 'nobody');
    expect([lines, manifest.counts]).toEqual([[], NOTHING]);
    const found = (await records(service)).filter(({ user_id }) => user_id === 'nobody');
    expect(found).toMatchObject([
      { action: 'user.exported', outcome: 'done', detail: { counts: NOTHING, sha256: manifest.sha256 } },
    ]);
  });

  it('reads every table in which a user is named', () => {
    const exportables = service.app.get<readonly Exportable[]>(EXPORTABLES, { strict: false });
    const dataSource = service.app.get(DataSource);
    const named = REPRISE_ENTITIES.map((entity) => dataSource.getMetadata(entity))
      .filter(({ columns }) => columns.some(({ databaseName }) => databaseName === 'user_id'))
      .map(({ tableName }) => tableName);
    const read = exportables.flatMap(({ tables }) => tables);
    expect([...read, ...Object.keys(NOT_EXPORTED)].sort()).toEqual(named.sort());
  });

  it('is told from one that is broken off by its manifest, and says in the trail that it was aborted', async () => {
    // More than the buffers of a connection hold.
    const { body } = await service.analyze('dora', { text: 'x'.repeat(20_000) }).expect(201);
    await manyResults(service, String(body.id), { userId: 'carol', count: 400 });
    const part = await new Promise<number>((resolve, reject) => {
      const request = get(`${service.url}/users/carol/export`, (answer) => {
        let bytes = 0;
        answer.on('data', (piece: Buffer) => {
          bytes += piece.length;
          if (bytes < 200_000) return;
          request.destroy();
          resolve(bytes);
        });
      });
      request.on('error', reject);
    }).catch(() => 0);
    expect(part).toBeGreaterThan(0);
    const ofCarol = async () => (await records(service)).filter(({ user_id }) => user_id === 'carol');
    await until('it is recorded', 10_000, async () => (await ofCarol()).length > 0);
    expect(await ofCarol()).toMatchObject([{ action: 'user.exported', outcome: 'aborted' }]);
    expect((await exportOf(service, 'carol')).manifest.counts).toMatchObject({ result: 400 });
  });
});

describe('the export of a user where callers have roles', () => {
  it('is for administrators, services, and the user itself; of nobody else, and of no other tenant', async () => {
    const service = await startService({ env: { AUTH_MODE: 'api-key' } });
    const [admin, serves, alice, bob, stranger] = await Promise.all([
      makeKey(service, 'admin'),
      makeKey(service, 'service'),
      makeKey(service, 'user', { userId: 'alice' }),
      makeKey(service, 'user', { userId: 'bob' }),
      makeKey(service, 'admin', { tenant: 'globex' }),
    ]);
    await service.as(alice.key).analyze('alice', { text: 'mine' }).expect(201);
    for (const { key } of [admin, serves, alice]) {
      expect((await exportOf(service, 'alice', key)).manifest.counts).toMatchObject({ result: 1, call: 1 });
    }
    await service.as(bob.key).call('GET', '/users/alice/export').expect(404);
    await service.call('GET', '/users/alice/export').expect(401);
    expect((await exportOf(service, 'alice', stranger.key)).manifest.counts).toEqual(NOTHING);
    const { lines } = await exportOf(service, 'alice', alice.key);
    const subjects = lines.filter(({ type }) => type === 'audit_record').map(({ role, subject }) => [role, subject]);
    expect(subjects.filter(([role]) => role !== 'user').every(([, subject]) => subject === null)).toBe(true);
    await service.stop();
  });
});
