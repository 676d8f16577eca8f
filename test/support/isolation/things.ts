import { DataSource } from 'typeorm';
import { AnalysisService } from '../../../src/analysis/index.js';
import { DatabaseAuditTrail, SealerService } from '../../../src/audit/index.js';
import { BudgetsService } from '../../../src/budgets/index.js';
import { LocksService, type LockHandle } from '../../../src/locks/index.js';
import { ConversationsService, TurnService } from '../../../src/conversations/index.js';
import { sha256 } from '../../../src/common/index.js';
import { UnitOfWork } from '../../../src/database/index.js';
import { DataKeyRepository } from '../../../src/encryption/data-key.repository.js';
import { HoldsService } from '../../../src/holds/index.js';
import { ApiKeysService } from '../../../src/identity/index.js';
import { PreferencesService } from '../../../src/preferences/index.js';
import { pauseJobs } from '../jobs.js';
import type { Service } from '../service.js';

export const OWNER = { tenantId: 'acme', userId: 'alice' };

/** One of each thing that a user can have, all of them the owner's. */
export interface Things {
  readonly resultId: string;
  readonly cacheKey: string;
  readonly conversationId: string;
  readonly questionId: string;
  readonly answerId: string;
  readonly summaryId: string;
  readonly idempotencyDigest: string;
  readonly lock: LockHandle;
  readonly call: { readonly id: string; readonly leaseHolder: string };
  readonly apiKeyId: string;
  readonly dataKeyId: string;
  readonly erasureId: string;
  /** The erasure that a record of the tenant's was emptied by, and another one that has no place in the chain yet. */
  readonly redactedId: string;
  /** A record that is sealed, and one that waits for it. */
  readonly recordId: string;
  readonly waitingId: string;
}

const KEY = 'key-of-alice';

/** The owner analyses, converses, and has a lock and a call under way. */
export async function furnish(service: Service): Promise<Things> {
  const get = <T>(token: new (...args: never[]) => T): T => service.app.get(token, { strict: false });
  const { result } = await get(AnalysisService).analyze(OWNER, { text: 'the quick brown fox' });
  await get(AnalysisService).analyze(OWNER, { text: 'the quick brown fox' });
  const conversation = await get(ConversationsService).create(OWNER, { title: 'foxes' });
  const turn = await get(TurnService).post(
    OWNER,
    conversation.id,
    { content: 'and the lazy dog?' },
    { idempotencyKey: KEY },
  );
  const lock = await get(LocksService).holdIfFree(OWNER, { id: sha256('locked'), fingerprint: null });
  if (!lock) throw new Error('the lock is taken');
  const dataSource = service.app.get(DataSource);
  const summaryId = '019ab0c4-7e5a-7000-8000-00000000000a';
  await copyRow(dataSource, 'messages', turn.assistantMessage.id, { id: summaryId, role: 'summary' });
  const call = { id: '019ab0c4-7e5a-7000-8000-00000000000b', leaseHolder: 'somebody' };
  const [{ id: done = '' } = {}] = await dataSource.query<{ id?: string }[]>('SELECT id FROM calls');
  await copyRow(dataSource, 'calls', done, { id: call.id, status: 'pending', lease_holder: call.leaseHolder });
  for (const language of ['en', 'de']) await get(PreferencesService).replace(OWNER, { language });
  for (const holder of [OWNER, { ...OWNER, userId: null }]) {
    await get(BudgetsService).set(holder, { limitPicoUsd: 10n ** 13n, period: 'day' });
  }
  await get(HoldsService).set(OWNER, 'a case');
  await get(ApiKeysService).create(OWNER.tenantId, { role: 'user', userId: OWNER.userId });
  const recordId = await furnishTrail(service);
  await furnishErasures(service, dataSource, result.id);
  await get(ApiKeysService).create(OWNER.tenantId, { role: 'user', userId: OWNER.userId });
  await get(ConversationsService).create(OWNER, {});
  const { row: apiKey } = await get(ApiKeysService).create(OWNER.tenantId, { role: 'service' });
  const dataKey = {
    id: '019ab0c4-7e5a-7000-8000-00000000000c',
    wrappedKey: 'x',
    masterKey: 'x',
    createdAt: new Date(0),
  };
  await get(UnitOfWork).run(() => get(DataKeyRepository).insert(OWNER, dataKey));
  return {
    dataKeyId: dataKey.id,
    apiKeyId: apiKey.id,
    erasureId: ERASURE,
    redactedId: REDACTED,
    recordId,
    waitingId: WAITING,
    resultId: result.id,
    cacheKey: result.cacheKey ?? '',
    conversationId: conversation.id,
    summaryId,
    lock,
    call,
    questionId: turn.userMessage.id,
    answerId: turn.assistantMessage.id,
    idempotencyDigest: sha256(JSON.stringify([OWNER.userId, KEY])),
  };
}

const ERASURE = '019ab0c4-7e5a-7000-8000-00000000000c';
const REDACTED = '019ab0c4-7e5a-7000-8000-00000000000d';
const WAITING = '019ab0c4-7e5a-7000-8000-0000000000e0';

/** What was done so far is sealed; what is done from now on waits for somebody to do so. @returns the id of a record */
async function furnishTrail(service: Service): Promise<string> {
  const get = <T>(token: new (...args: never[]) => T): T => service.app.get(token, { strict: false });
  // The erasure below is to stay under way.
  pauseJobs(service, 'audit-sealer', 'erasures');
  const id = await get(UnitOfWork).run(async () => {
    const of = { ...OWNER, userId: null };
    await get(DatabaseAuditTrail).record(of, { action: 'user.erasure_requested', subjectId: REDACTED });
    return get(DatabaseAuditTrail).record(of, { action: 'audit.expired', detail: { through_seq: 0 } });
  });
  await get(SealerService).seal();
  return id;
}

/** One that is under way, records that another one has emptied, and numbers of a day whose calls are gone. */
async function furnishErasures(service: Service, dataSource: DataSource, resultId: string): Promise<void> {
  const { tenantId, userId } = OWNER;
  const at = service.clock.now().toISOString();
  await dataSource.query(
    `INSERT INTO erasures (id, tenant_id, user_id, requested_at, counts)
     VALUES ('${ERASURE}', '${tenantId}', '${userId}', '${at}', '{}')`,
  );
  const [record] = await dataSource.query<{ id: string }[]>(
    `SELECT id FROM audit_events WHERE subject_id = '${resultId}' AND action = 'result.created'`,
  );
  for (const [index, seq] of [null, 1_000_000].entries()) {
    const id = `019ab0c4-7e5a-7000-8000-0000000000e${index}`;
    await copyRow(dataSource, 'audit_events', record?.id ?? '', {
      id,
      seq,
      user_id: null,
      salt: null,
      erasure_id: REDACTED,
    });
  }
  const [day] = await dataSource.query<object[]>(`SELECT * FROM usage_days WHERE user_id = '${userId}'`);
  await insertRow(dataSource, 'usage_days', { ...day, day: '2020-01-01' });
}

/** A row like another one, but for some columns. */
async function copyRow(dataSource: DataSource, table: string, id: string, change: object): Promise<void> {
  const [row] = await dataSource.query<object[]>(`SELECT * FROM ${table} WHERE id = '${id}'`);
  await insertRow(dataSource, table, { ...row, ...change });
}

async function insertRow(dataSource: DataSource, table: string, row: object): Promise<void> {
  const values = Object.entries(row);
  const isPostgres = dataSource.options.type === 'postgres';
  const places = values.map((_, index) => (isPostgres ? `$${index + 1}` : '?'));
  await dataSource.query(
    `INSERT INTO ${table} (${values.map(([name]) => name).join(', ')}) VALUES (${places.join(', ')})`,
    values.map(([, value]) => value),
  );
}
