import { DataSource } from 'typeorm';
import { AnalysisService } from '../../../src/analysis/index.js';
import { BudgetsService } from '../../../src/budgets/index.js';
import { ClaimsService, type HeldClaim } from '../../../src/claims/index.js';
import { ConversationsService, TurnService } from '../../../src/conversations/index.js';
import { sha256 } from '../../../src/common/index.js';
import { UnitOfWork } from '../../../src/database/index.js';
import { DataKeyRepository } from '../../../src/encryption/data-key.repository.js';
import { HoldsService } from '../../../src/holds/index.js';
import { ApiKeysService } from '../../../src/identity/index.js';
import { PreferencesService } from '../../../src/preferences/index.js';
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
  readonly claim: HeldClaim;
  readonly call: { readonly id: string; readonly leaseHolder: string };
  readonly apiKeyId: string;
  readonly dataKeyId: string;
}

const KEY = 'key-of-alice';

/** The owner analyses, converses, and has a claim and a call under way. */
export async function furnish(service: Service): Promise<Things> {
  const get = <T>(token: new (...args: never[]) => T): T => service.app.get(token, { strict: false });
  const { result } = await get(AnalysisService).analyze(OWNER, { text: 'the quick brown fox' });
  const conversation = await get(ConversationsService).create(OWNER, { title: 'foxes' });
  const turn = await get(TurnService).post(
    OWNER,
    conversation.id,
    { content: 'and the lazy dog?' },
    { idempotencyKey: KEY },
  );
  const claim = await get(ClaimsService).holdIfFree(OWNER, { id: sha256('claimed'), fingerprint: null });
  if (!claim) throw new Error('the claim is taken');
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
    ...{
      resultId: result.id,
      cacheKey: result.cacheKey ?? '',
      conversationId: conversation.id,
      summaryId,
      claim,
      call,
    },
    ...{
      questionId: turn.userMessage.id,
      answerId: turn.assistantMessage.id,
      idempotencyDigest: sha256(JSON.stringify([OWNER.userId, KEY])),
    },
  };
}

/** A row like another one, but for some columns. */
async function copyRow(dataSource: DataSource, table: string, id: string, change: object): Promise<void> {
  const [row] = await dataSource.query<object[]>(`SELECT * FROM ${table} WHERE id = '${id}'`);
  const values = Object.entries({ ...row, ...change });
  const isPostgres = dataSource.options.type === 'postgres';
  const places = values.map((_, index) => (isPostgres ? `$${index + 1}` : '?'));
  await dataSource.query(
    `INSERT INTO ${table} (${values.map(([name]) => name).join(', ')}) VALUES (${places.join(', ')})`,
    values.map(([, value]) => value),
  );
}
