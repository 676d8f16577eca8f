import { DataSource } from 'typeorm';
import { VerificationService } from '../../src/audit/index.js';
import { Lifetime } from '../../src/common/index.js';
import { expectOneChain, readChain } from '../support/audit-chain.js';
import { records } from '../support/audit.js';
import { createDatabase } from '../support/database.js';
import { dump, type Dump, filesOf, placesOf } from '../support/dump.js';
import { close, erase, erasure, look, seal } from '../support/erasures.js';
import { hold, release } from '../support/holds.js';
import { pauseJobs } from '../support/jobs.js';
import { makeKey } from '../support/keys.js';
import { until } from '../support/rows.js';
import { startService, type Service } from '../support/service.js';
import { Talk } from '../support/talk.js';

const SECRET = 'zebrafinch';
const ZEROS = '0'.repeat(64);
const NAMED = 'named-alice';

describe('erasing a user', () => {
  let service: Service;
  let admin: Service;
  beforeEach(async () => {
    service = await startService({ env: { AUTH_MODE: 'api-key', CACHE_SCOPE: 'tenant' } });
    admin = service.as((await makeKey(service, 'admin')).key);
    await service.claude.defaults({ text: `${SECRET} answered` });
  });
  afterEach(() => service.stop());

  /** One of everything there can be of a user. */
  async function furnish(as: Service, user: string): Promise<void> {
    const asked = { text: `${SECRET} of ${user}`, system: SECRET, metadata: { note: SECRET } };
    await as.analyze(user, asked).set('Idempotency-Key', `key-${user}`).expect(201);
    await as.analyze(user, asked).expect(200);
    await as.analyze(user, { text: `${SECRET} again`, cache: 'off' }).expect(201);
    const talk = await Talk.begin(as, { user_id: user, title: SECRET, system: SECRET });
    const turn = await talk.say(`${SECRET} said`);
    await talk.regenerate(turn.assistant_message.id).expect(201);
    await Talk.begin(as, { user_id: user });
    await as
      .call('PUT', `/users/${user}/preferences`)
      .send({ profile: { name: SECRET } })
      .expect(200);
    await as.call('PUT', `/users/${user}/budget`).send({ limit_usd: '100', period: 'month' }).expect(200);
    await as.call('POST', '/keys').send({ role: 'user', user_id: user }).expect(201);
    await as.call('GET', `/history/${user}?q=${SECRET}`).expect(200);
  }

  const everything = (counts: Readonly<Record<string, number>>) => {
    const { audit_records, ...others } = counts;
    expect(audit_records).toBeGreaterThan(0);
    return others;
  };

  it('deletes everything of the user, and counts it', async () => {
    await furnish(admin, NAMED);
    await records(service);
    const before = await dump(service.database);
    const receipt = await erase(admin, NAMED);

    expect(receipt).toMatchObject({ user_id: NAMED, status: 'erased', closed_at: null });
    expect(everything(receipt.counts)).toEqual({
      results: 2,
      messages: 3,
      conversations: 2,
      preferences: 1,
      budgets: 1,
      api_keys: 1,
      idempotency_keys: 1,
      calls: 4,
      replays: 1,
      usage_days: 0,
      data_keys: 0,
    });
    expect(receipt.counts['audit_records']).toBe(ofUser(before, 'audit_events', NAMED).length);
    const after = await dump(service.database);
    expect(placesOf(SECRET, after)).toEqual([]);
    expect(filesOf(service.database)).not.toContain(SECRET);
    // Whom it is about is known until nothing can come too late.
    expect(placesOf(NAMED, after)).toEqual(['erasures.user_id']);
    expect((await admin.call('GET', `/history/${NAMED}`).expect(200)).body.data).toEqual([]);
    expect((await admin.call('GET', `/history/${NAMED}?q=${SECRET}`).expect(200)).body.data).toEqual([]);
    await admin.call('GET', `/users/${NAMED}/budget`).expect(404);
  });

  it('names nobody any more once nothing can come too late', async () => {
    await furnish(admin, NAMED);
    const receipt = await erase(admin, NAMED);
    await look(service);
    expect((await erasure(admin, receipt.id)).status).toBe('erased');
    await close(service);

    const closed = await erasure(admin, receipt.id);
    expect(closed).toMatchObject({ id: receipt.id, status: 'closed', user_id: null, erased_at: receipt.erased_at });
    expect(closed.counts).toEqual(receipt.counts);
    expect(placesOf(NAMED, await dump(service.database))).toEqual([]);
    expect(filesOf(service.database)).not.toContain(NAMED);
    expect(service.log.join('')).not.toContain(SECRET);
  });

  it('is closed after a minute of quiet, also where that was noted by a clock that was a day ahead', async () => {
    service.clock.advance(86_400_000);
    const { id } = await erase(admin, NAMED);
    service.clock.advance(-86_400_000);
    await close(service);
    expect((await erasure(admin, id)).status).toBe('closed');
  });

  it('is not closed while one of its records has no place in the chain', async () => {
    keepOthersFromSealing(service);
    await furnish(admin, NAMED);
    const { id } = await erase(admin, NAMED);
    service.clock.advance(61_000);
    await look(service);
    expect((await erasure(admin, id)).status).toBe('erased');
    await seal(service);
    await look(service);
    expect((await erasure(admin, id)).status).toBe('closed');
  });

  it('takes the person out of the records and nothing else, and the chain holds', async () => {
    await furnish(admin, NAMED);
    const own = service.as((await makeKey(service, 'user', { userId: NAMED })).key);
    await own.call('GET', `/history/${NAMED}`).expect(200);
    await records(service);
    await seal(service);
    const before = await records(service);
    const receipt = await erase(admin, NAMED);
    await close(service);
    const after = new Map((await records(service)).map((record) => [record.id, record]));

    for (const record of before) {
      const { id, user_id, actor_role } = record;
      if (user_id !== NAMED) expect(after.get(id)).toEqual(record);
      else {
        const self = actor_role === 'user' ? { actor_subject: null, actor_address: null } : {};
        const redacted = { ...record, user_id: null, request_id: null, salt: null, erasure_id: receipt.id, ...self };
        expect(after.get(id)).toEqual(redacted);
      }
    }
    await seal(service);
    const chain = await readChain(service.app.get(DataSource), 'acme');
    expectOneChain(chain);
    expect(chain.unsealed).toBe(0);
    const verified = await service.app.get(VerificationService, { strict: false }).verify('acme');
    expect(verified).toMatchObject({ valid: true, firstBad: null, checked: chain.records.length });
    const closing = [...after.values()].find(({ action }) => action === 'user.erasure_closed');
    expect(closing).toMatchObject({ subject_id: receipt.id, detail: { records: receipt.counts['audit_records'] } });
    expect(after.get(receipt.audit_id ?? '')).toMatchObject({
      action: 'user.erasure_requested',
      subject_id: receipt.id,
    });
  });

  it('leaves everybody else’s rows as they are, byte for byte', async () => {
    const globex = service.as((await makeKey(service, 'admin', { tenant: 'globex' })).key);
    await furnish(admin, 'bob');
    await furnish(globex, NAMED);
    await furnish(admin, NAMED);
    await records(service);
    await seal(service);
    const before = others(await dump(service.database));
    await erase(admin, NAMED);
    const after = others(await dump(service.database));

    expect(Object.keys(before)).toEqual(expect.arrayContaining(['results', 'messages', 'audit_events', 'usage_days']));
    for (const [table, found] of Object.entries(before)) {
      expect(found.length).toBeGreaterThan(0);
      // What is new is the erasure, and what is recorded of it.
      expect(after[table]?.filter((row) => !/user\.eras/.test(row))).toEqual(found);
    }
    expect((await globex.call('GET', `/history/${NAMED}?q=${SECRET}`).expect(200)).body.data).toHaveLength(2);
    expect((await admin.call('GET', `/conversations?user_id=bob&q=${SECRET}`).expect(200)).body.data).toHaveLength(1);
  });

  it('leaves usage and budgets of the tenant as they are, as numbers without a person', async () => {
    await furnish(admin, NAMED);
    await furnish(admin, 'bob');
    await admin.call('PUT', '/budget').send({ limit_usd: '100', period: 'month' }).expect(200);
    const groups = ['', '&group_by=day', '&group_by=model', '&group_by=kind'];
    const read = async () => {
      const all: unknown[] = [(await admin.call('GET', '/budget').expect(200)).body];
      for (const group of groups)
        all.push((await admin.call('GET', `/usage?from=2026-01-01${group}`).expect(200)).body);
      return JSON.stringify(all);
    };
    const [before, byUser] = [await read(), await namesIn(admin)];
    const { id } = await erase(admin, NAMED);

    expect(await read()).toBe(before);
    expect(byUser).toEqual(expect.arrayContaining([NAMED, 'bob']));
    expect((await namesIn(admin)).sort()).toEqual(['bob', `erased:${id}`]);
    const calls = ofUser(await dump(service.database), 'calls', `erased:${id}`);
    expect(calls).toHaveLength(4);
    for (const call of calls) expect(call['request_digest']).toBe(ZEROS);
  });

  it('refuses the keys that were bound to the user', async () => {
    const { key } = await makeKey(service, 'user', { userId: NAMED });
    await service.as(key).call('GET', `/history/${NAMED}`).expect(200);
    expect((await erase(admin, NAMED)).counts['api_keys']).toBe(1);
    await service.as(key).call('GET', `/history/${NAMED}`).expect(401);
  });

  it('is not for users themselves, nor for other tenants', async () => {
    const own = service.as((await makeKey(service, 'user', { userId: NAMED })).key);
    const other = service.as((await makeKey(service, 'service', { tenant: 'globex' })).key);
    await furnish(admin, NAMED);
    await own.call('DELETE', `/users/${NAMED}`).expect(403);
    expect((await erase(other, NAMED)).counts['results']).toBe(0);
    expect((await admin.call('GET', `/history/${NAMED}`).expect(200)).body.data).toHaveLength(2);
    const { id } = await erase(service.as((await makeKey(service, 'service')).key), NAMED);
    await own.call('GET', `/erasures/${id}`).expect(401);
    await other.call('GET', `/erasures/${id}`).expect(404);
    await admin.call('GET', `/erasures/${NAMED}`).expect(400);
  });

  it('of somebody of whom there is nothing answers the same, with zeros', async () => {
    const receipt = await erase(admin, 'nobody');
    expect(receipt).toMatchObject({ user_id: 'nobody', status: 'erased' });
    expect(Object.values(receipt.counts).every((count) => count === 0)).toBe(true);
  });

  it('can be asked for again: what came since is erased too, and what is gone is not counted twice', async () => {
    await furnish(admin, NAMED);
    const first = await erase(admin, NAMED);
    service.clock.advance(1_000);
    await admin.analyze(NAMED, { text: `${SECRET} came back` }).expect(201);
    await look(service);
    // Somebody of that name who comes afterwards is not the one who was erased.
    expect((await admin.call('GET', `/history/${NAMED}`).expect(200)).body.data).toHaveLength(1);
    const second = await erase(admin, NAMED);
    expect(second.id).not.toBe(first.id);
    expect(second.counts).toMatchObject({ results: 1, calls: 1, messages: 0, conversations: 0 });
    expect((await erasure(admin, first.id)).counts).toEqual(first.counts);
    expect(placesOf(SECRET, await dump(service.database))).toEqual([]);
    await close(service);
    expect((await erasure(admin, first.id)).status).toBe('closed');
    expect((await erasure(admin, second.id)).status).toBe('closed');
  });

  it('is refused while the user is under a legal hold, and nothing is begun', async () => {
    await furnish(admin, NAMED);
    await hold(admin, NAMED);
    const { body } = await admin.call('DELETE', `/users/${NAMED}`).expect(409);
    expect(body.code).toBe('legal_hold');
    expect((await dump(service.database))['erasures']).toEqual([]);
    expect((await admin.call('GET', `/history/${NAMED}`).expect(200)).body.data).toHaveLength(2);
    await release(admin, NAMED);
    expect((await erase(admin, NAMED)).counts['results']).toBe(2);
  });

  it('that a stop cuts short answers with where to look, and the next process goes on with it', async () => {
    const database = await createDatabase();
    const one = await startService({ database });
    await one.analyze(NAMED, { text: SECRET }).expect(201);
    one.app.get(Lifetime, { strict: false }).cut();
    const { body, headers } = await one.call('DELETE', `/users/${NAMED}`).expect(202);
    expect(headers['location']).toBe(`/erasures/${body.id}`);
    expect(await erasure(one, body.id)).toMatchObject({ status: 'pending', erased_at: null });
    await look(one);
    const { text } = await one.call('GET', '/metrics').expect(200);
    expect(text).toMatch(/^reprise_erasures_pending 1$/m);
    await one.stop();
    // The lease of the one before has to run out.
    one.clock.advance(11_000);
    const next = await startService({ database, clock: one.clock });
    const isErased = async () => (await erasure(next, body.id)).status === 'erased';
    await until('the next process has gone on by itself', 10_000, isErased);
    expect(await erasure(next, body.id)).toMatchObject({ counts: { results: 1, calls: 1 } });
    expect(placesOf(SECRET, await dump(database))).toEqual([]);
    await next.stop();
    await database.drop();
  });

  it('says in the metrics how many are under way', async () => {
    await erase(admin, NAMED);
    const { text } = await service.call('GET', '/metrics').expect(200);
    expect(text).toMatch(/^reprise_erasures_pending 0$/m);
  });
});

/** As if another process were at it. */
function keepOthersFromSealing(service: Service): void {
  pauseJobs(service, 'audit-sealer');
}

async function namesIn(admin: Service): Promise<string[]> {
  const { body } = await admin.call('GET', '/usage?from=2026-01-01&group_by=user').expect(200);
  return (body.data as { user_id: string }[]).map(({ user_id }) => user_id);
}

function ofUser(all: Dump, table: string, user: string) {
  return (all[table] ?? []).filter((row) => row['user_id'] === user);
}

/** Every row that is not of the user, each as a text; nothing that is not about users. */
function others(all: Dump): Record<string, string[]> {
  const of = (table: string) =>
    (all[table] ?? [])
      .filter((row) => !(row['tenant_id'] === 'acme' && String(row['user_id']).match(/named-alice|erased:|null/)))
      .map((row) => JSON.stringify(row))
      .sort();
  const tables = ['results', 'messages', 'conversations', 'calls', 'replays', 'usage_days', 'claims', 'budgets'];
  const named = [...tables, 'user_preferences', 'api_keys', 'audit_events'];
  return Object.fromEntries(named.map((table) => [table, of(table)]));
}
