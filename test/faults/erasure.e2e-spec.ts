import { DataSource } from 'typeorm';
import { SealerService, VerificationService } from '../../src/audit/index.js';
import { ownerTerm } from '../../src/search/search-terms.js';
import { SimulatorClient } from '../../src/simulator/index.js';
import { copiedId, copyRows, indexCopies } from '../support/copied-rows.js';
import { records } from '../support/audit.js';
import { COUNTS } from '../support/counts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { dump, filesOf, placesOf } from '../support/dump.js';
import { Fleet } from '../support/fleet.js';
import { ask, isAcknowledged, Load } from '../support/load.js';
import { count, HANGS_MS, rows, until } from '../support/rows.js';
import { newApiKey, simulatorUrl, startService } from '../support/service.js';
import { Talk } from '../support/talk.js';

const USER = 'planted-user';
const [WORD, SENTENCE] = ['zebrafinch', 'the zebrafinch sings at noon'];
/** The number of results, of messages and of audit records. */
const { rows: EACH, killsAt } = COUNTS.erasure;
/** After how many erased rows the process is killed. */
const KILLS = killsAt.map((part) => part * 3 * EACH);

describe('kill -9 while a user is erased', () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await createDatabase()));
  afterEach(() => database.drop());

  it('the next process completes the erasure: nothing is left, everything is counted once, and the audit chain is valid', async () => {
    const key = newApiKey();
    const claude = new SimulatorClient(simulatorUrl(), key);
    await claude.defaults({ text: SENTENCE, delay_ms: 5 });
    await plant(database, key);
    await claude.defaults({ text: 'an answer', delay_ms: 5 });
    const fleet = await Fleet.start(database, key, { LOG_LEVEL: 'trace', LEASE_MS: '600', CACHE_TTL_SECONDS: '0' });
    const load = new Load({ clients: 2, target: () => fleet.url });
    for (let n = 0; n < 5; n += 1) await ask(fleet.url, USER, `${SENTENCE} ${n}`);
    await until('others are served', HANGS_MS, () => load.answered.length > 10);
    const before = await held(database);
    const usage = await usageIn(database);

    void fetch(`${fleet.url}/users/${USER}`, { method: 'DELETE' }).catch(() => undefined);
    let kills = 0;
    for (const due of KILLS) {
      await until(`${due} rows are erased`, HANGS_MS, async () => (await erasedRows(database)) >= due);
      if (await isErased(database)) break;
      await fleet.kill();
      kills += 1;
    }
    const tookMs = await until('it is erased', HANGS_MS, () => isErased(database));
    await load.stop();
    const { counts } = await receipt(database);
    const { audit_records: redacted, ...others } = counts;
    process.stdout.write(
      `erasure on ${database.dialect}: ${JSON.stringify({ kills, tookMs: Math.round(tookMs), ...counts })}\n`,
    );

    expect(kills).toBeGreaterThanOrEqual(Math.ceil(KILLS.length / 2));
    expect(others).toEqual({ ...before, replays: 0, usage_days: 0 });
    expect(redacted).toBeGreaterThan(EACH);
    expect(load.answered.filter(isAcknowledged).length).toBeGreaterThan(10);
    expect(await usageIn(database)).toEqual(usage);
    await fleet.stop();
    const everything = await dump(database);
    for (const text of [SENTENCE, WORD]) {
      expect(placesOf(text, everything)).toEqual([]);
      expect(filesOf(database).includes(text)).toBe(false);
      expect(fleet.output.includes(text)).toBe(false);
    }
    expect(placesOf(USER, everything)).toEqual(['erasures.user_id']);
    await verify(database);
  });
});

/** Creates a user with thousands of rows of each kind. */
async function plant(database: TestDatabase, key: string): Promise<void> {
  const service = await startService({ database, env: { ANTHROPIC_API_KEY: key } });
  const dataSource = service.app.get(DataSource);
  const made = await service.analyze(USER, { text: SENTENCE }).expect(201);
  const talk = await Talk.begin(service, { user_id: USER, title: SENTENCE });
  const turn = await talk.say(SENTENCE);
  const { body } = await service.call('GET', `/history/${USER}`).expect(200);
  expect(body.data).toHaveLength(1);
  const all = await records(service);
  const record = all.find(({ action }) => action === 'results.listed')?.id ?? '';
  const [result, message, event] = [1, 2, 3].map((kind) => copiedId(dataSource, kind)) as [string, string, string];
  await copyRows(dataSource, {
    table: 'results',
    id: made.body.id,
    count: EACH,
    own: { id: result, input_text: `input_text || ' ' || n`, cache_key: 'NULL' },
  });
  const answerId = turn.assistant_message.id;
  await copyRows(dataSource, { table: 'messages', id: answerId, count: EACH, own: { id: message } });
  await copyRows(dataSource, { table: 'audit_events', id: record, count: EACH, own: { id: event, seq: 'NULL' } });
  const words = [ownerTerm({ tenantId: 'default', userId: USER }), ...SENTENCE.split(' ')];
  const results = { name: 'results_search', columns: { result_id: result }, count: EACH, kind: 1, words };
  await indexCopies(dataSource, results);
  const columns = { document_id: message, conversation_id: `'${talk.id}'` };
  await indexCopies(dataSource, { name: 'conversations_search', columns, count: EACH, kind: 2, words });
  const found = await service.call('GET', `/history/${USER}?q=${WORD}`).expect(200);
  expect(found.body.has_more).toBe(true);
  await service.stop();
}

/** @returns how many rows the user has, by kind */
async function held(database: TestDatabase): Promise<Record<string, number>> {
  const of = (table: string) => count(database, `SELECT count(*) FROM ${table} WHERE user_id = '${USER}'`);
  return {
    results: await of('results'),
    messages: await of('messages'),
    conversations: await of('conversations'),
    preferences: await of('user_preferences'),
    budgets: await of('budgets'),
    api_keys: await of('api_keys'),
    idempotency_keys: await of('claims'),
    calls: await of('calls'),
    data_keys: await of('data_keys'),
  };
}

/** @returns the cost of the user's calls, also after the erasure has renamed the user */
async function usageIn(database: TestDatabase): Promise<unknown> {
  const condition = `user_id = '${USER}' OR user_id LIKE 'erased:%'`;
  const sums = 'sum(calls) AS calls, sum(input_tokens) AS input, sum(billed_pico_usd) AS billed';
  const [row] = await rows(database, `SELECT ${sums} FROM usage_days WHERE ${condition}`);
  return row;
}

interface Receipt {
  readonly erased_at: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

async function receipt(database: TestDatabase): Promise<Receipt> {
  const [row] = await rows(database, 'SELECT erased_at, counts FROM erasures');
  return { erased_at: row?.['erased_at'] ?? null, counts: JSON.parse(row?.['counts'] ?? '{}') as Receipt['counts'] };
}

async function isErased(database: TestDatabase): Promise<boolean> {
  return (await receipt(database)).erased_at !== null;
}

async function erasedRows(database: TestDatabase): Promise<number> {
  const { counts } = await receipt(database);
  return Object.values(counts).reduce((sum, more) => sum + more, 0);
}

async function verify(database: TestDatabase): Promise<void> {
  const service = await startService({ database });
  await service.app.get(SealerService, { strict: false }).seal();
  const verified = await service.app.get(VerificationService, { strict: false }).verify('default');
  expect(verified).toMatchObject({ valid: true, firstBad: null, complete: true });
  expect(verified.checked).toBeGreaterThan(EACH);
  await service.stop();
}
