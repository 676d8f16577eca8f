import { DataSource } from 'typeorm';
import { REPRISE_ENTITIES } from '../../src/schema/index.js';
import { type Operation, operationsOf } from '../support/generated/operations.js';
import { requestTo } from '../support/isolation/requests.js';
import { NOBODYS } from '../support/isolation/target.js';
import { sendRaw } from '../support/raw-request.js';
import { type Service, startService } from '../support/service.js';
import { Talk } from '../support/talk.js';

/** Fields that only the service sets, and names that would change the prototype of an object. */
const FORBIDDEN_FIELDS = {
  id: '019ab0c4-7e5a-7000-8000-000000000001',
  tenant_id: 'globex',
  tenantId: 'globex',
  user_id: 'mallory',
  userId: 'mallory',
  cost_usd: '0.000000',
  costPicoUsd: 0,
  tokens_used: 0,
  created_at: '2020-01-01T00:00:00.000Z',
  updated_at: '2020-01-01T00:00:00.000Z',
  cached: true,
  cache_key: 'a'.repeat(64),
  source_id: '019ab0c4-7e5a-7000-8000-000000000001',
  version: 99,
  billed_usd: '0.000000',
  reserved_usd: '0.000000',
  digest: 'a'.repeat(64),
  revoked_at: null,
  constructor: { prototype: { polluted: true } },
  toString: 'polluted',
};

/** Tables that the service writes in the background. */
const BACKGROUND_TABLES = ['audit_events', 'audit_seals', 'leases', 'database_identity'];

const FORGED_CURSORS = [
  'x',
  '%',
  '0',
  '-1',
  "' OR 1=1 --",
  '../../etc/passwd',
  'null',
  'a'.repeat(256),
  encoded('1|2026-11-25T12:00:00.000Z|'),
  encoded("1|2026-11-25T12:00:00.000Z|' OR '1'='1"),
  encoded('2|2026-11-25T12:00:00.000Z|019ab0c4-7e5a-7000-8000-000000000001'),
  encoded('{"at":"now","id":{}}'),
  encoded('1|2026-13-45T99:99:99.999Z|019ab0c4-7e5a-7000-8000-000000000001'),
];

describe('input that a client must not send', () => {
  let service: Service;
  let operations: Operation[];

  beforeAll(async () => {
    service = await startService();
    operations = operationsOf(service.document);
    await service.analyze('alice', { text: 'there before' }).expect(201);
  });
  afterAll(() => service.stop());

  async function everything(): Promise<string> {
    const dataSource = service.app.get(DataSource);
    const all = REPRISE_ENTITIES.map((entity) => dataSource.getMetadata(entity).tableName);
    const tables = all.filter((table) => !BACKGROUND_TABLES.includes(table));
    const rows = await Promise.all(tables.map((table) => dataSource.query<object[]>(`SELECT * FROM ${table}`)));
    return JSON.stringify([rows, await service.claude.stats()]);
  }

  it('is refused as a field of any body, by name, without a change or a call to Claude', async () => {
    const before = await everything();
    const withBody = operations.filter(({ body }) => body !== null);
    expect(withBody.length).toBeGreaterThan(5);
    for (const operation of withBody) {
      const { method, path, body } = requestTo(operation, NOBODYS);
      const fields = Object.entries(FORBIDDEN_FIELDS).filter(([name]) => !(name in (operation.body?.properties ?? {})));
      for (const [field, value] of fields) {
        const answer = await service.call(method as 'POST', path).send({ ...body, [field]: value });
        const refused = (answer.body.errors as { field: string }[] | undefined)?.map((error) => error.field);
        expect([method, path, field, answer.status, refused]).toEqual([method, path, field, 400, [field]]);
      }
    }
    expect(await everything()).toBe(before);
  });

  it('is refused as __proto__ in any body', async () => {
    const before = await everything();
    for (const operation of operations.filter(({ body }) => body !== null)) {
      const { method, path, body } = requestTo(operation, NOBODYS);
      const text = JSON.stringify(body).replace(
        /\}$/,
        `${body && Object.keys(body).length > 0 ? ',' : ''}"__proto__":{"role":"admin"}}`,
      );
      const answer = await service
        .call(method as 'POST', path)
        .set('content-type', 'application/json')
        .send(text);
      expect([method, path, answer.status]).toEqual([method, path, 400]);
    }
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
    expect(await everything()).toBe(before);
  });

  it.each(['.', '..', '%2e', '%2E%2e', '.%2E'])(
    'is refused as the user %j, which a URL parser would remove from the path',
    async (user) => {
      const before = await everything();
      const naming = operations
        .map((operation) => requestTo(operation, { ...NOBODYS, user: decodeURIComponent(user) }))
        .filter(({ names }) => names.includes('user'));
      expect(naming.length).toBeGreaterThan(10);
      for (const { method, path, headers, body } of naming) {
        const raw = path.replace(/(?<=\/)\.{1,2}(?=[/?]|$)/, user);
        const bytes = body && Buffer.from(JSON.stringify(body));
        const type = body && { 'content-type': 'application/json' };
        const answer = await sendRaw(service.url, { method, path: raw, headers: { ...headers, ...type }, body: bytes });
        const { errors } = JSON.parse(answer.text) as { errors?: { field: string }[] };
        expect([method, raw, answer.status, errors?.map(({ field }) => field)]).toEqual([
          method,
          raw,
          400,
          ['user_id'],
        ]);
      }
      expect(await everything()).toBe(before);
    },
  );

  it('is refused as a forged cursor', async () => {
    const lists = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'cursor'));
    expect(lists.length).toBeGreaterThan(2);
    for (const operation of lists) {
      for (const cursor of FORGED_CURSORS) {
        const { path } = requestTo(operation, { ...NOBODYS, cursor });
        const answer = await service.call('GET', path);
        expect([path, answer.status, answer.body.errors?.[0]?.field]).toEqual([path, 400, 'cursor']);
      }
    }
  });

  it('is refused as a cursor of another list, or of the same list with other parameters', async () => {
    for (const user of ['alice', 'bob']) {
      for (const text of ['one', 'two', 'three']) await service.analyze(user, { text, cache: 'off' }).expect(201);
    }
    const talks = [await Talk.begin(service), await Talk.begin(service)];
    for (const talk of talks) await talk.say('hello');
    for (const role of ['admin', 'service']) await service.call('POST', '/keys').send({ role }).expect(201);
    const [first = '', second = ''] = talks.map(({ path }) => `${path}/messages?`);
    const lists = [
      '/history/alice?',
      '/history/bob?',
      '/history/alice?from=2026-01-01',
      '/history/alice?from=2026-01-02',
      '/history/alice?to=2027-01-01',
      '/history/alice?model=claude-sonnet-5-5',
      '/history/alice?q=one',
      '/conversations?user_id=alice',
      '/conversations?user_id=bob',
      '/keys?',
      '/audit?',
      '/audit?user_id=alice',
      '/audit?action=result.created',
      first,
      second,
      `${first}view=tree`,
    ];
    let made = 0;
    for (const list of lists) {
      const { next_cursor: cursor } = (await service.call('GET', `${list}&limit=1`).expect(200)).body;
      if (cursor === null) continue;
      made += 1;
      for (const other of lists) {
        const { status, body } = await service.call('GET', `${other}&limit=2&cursor=${cursor}`);
        if (other === list) expect([list, status, body.data?.length > 0]).toEqual([list, 200, true]);
        else expect([list, other, status, body.errors?.[0].message]).toEqual([list, other, 400, OF_ANOTHER_LIST]);
      }
    }
    expect(made).toBeGreaterThan(10);
  });

  it('is refused as a cursor of another database, for the same list of the same user', async () => {
    const elsewhere = await startService();
    try {
      const lists = ['/history/alice?', '/conversations?user_id=alice', '/keys?', '/audit?'];
      for (const one of [service, elsewhere]) {
        for (const text of ['one', 'two']) {
          await one.analyze('alice', { text, cache: 'off' }).expect(201);
          await one.call('POST', '/conversations').send({ user_id: 'alice' }).expect(201);
          await one.call('POST', '/keys').send({ role: 'service' }).expect(201);
        }
      }
      for (const list of lists) {
        const { next_cursor: cursor } = (await elsewhere.call('GET', `${list}&limit=1`).expect(200)).body;
        await elsewhere.call('GET', `${list}&cursor=${cursor}`).expect(200);
        const { status, body } = await service.call('GET', `${list}&cursor=${cursor}`);
        expect([list, status, body.errors?.[0].message]).toEqual([list, 400, OF_ANOTHER_LIST]);
      }
    } finally {
      await elsewhere.stop();
    }
  });

  it('does not include a cursor with its parameters in another order, or with the same times in another notation', async () => {
    const list = (query: string) => service.call('GET', `/history/alice?${query}`);
    const asked = 'model=claude-sonnet-5-5&from=2026-01-01';
    const { next_cursor: cursor } = (await list(`${asked}&limit=1`).expect(200)).body;
    await list(`cursor=${cursor}&from=2026-01-01T01:00:00%2B01:00&model=claude-sonnet-5-5`).expect(200);
    await list(`cursor=${cursor}&from=2026-01-01T01:00:00Z&model=claude-sonnet-5-5`).expect(400);
  });
});

const OF_ANOTHER_LIST = expect.stringContaining('another list') as string;

function encoded(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64url');
}
