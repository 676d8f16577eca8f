import { setImmediate as turn } from 'node:timers/promises';
import { currentlyActing } from '../../src/common/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import {
  actingAs,
  AnalysisService,
  ApiKeysService,
  BudgetExceededError,
  BudgetsService,
  ConversationsService,
  ErasureService,
  HistoryService,
  HoldsService,
  LegalHoldError,
  PreferencesService,
  RefusedError,
  type RepriseEvent,
  RepriseEvents,
  ResultNotFoundError,
  TurnService,
} from '../../src/index.js';
import { type Service, startService } from '../support/service.js';

const ALICE = { tenantId: 'acme', userId: 'alice' };
const BOB = { tenantId: 'acme', userId: 'bob' };
const WORKER = {
  identity: { tenantId: 'acme', subject: 'worker', role: 'service', userId: null, keyId: null },
  address: null,
  requestId: null,
} as const;
const SECRET = 'my tax number is 4711';

let service: Service;
let heard: RepriseEvent[];
beforeEach(async () => {
  service = await startService();
  heard = [];
  get(RepriseEvents).onAny((event) => void heard.push(event));
});
afterEach(() => service.stop());

const get = <T>(type: abstract new (...args: never[]) => T) => service.app.get<T>(type, { strict: false });
const analyze = (text = SECRET) => get(AnalysisService).analyze(ALICE, { text });
const types = () => heard.map(({ type }) => type);

/** Events are delivered in the turn of the event loop after the commit. */
async function delivered(): Promise<string[]> {
  await turn();
  await turn();
  return types();
}

/** Runs in a transaction that is rolled back at its end. */
async function rolledBack(work: () => Promise<unknown>): Promise<void> {
  const failing = get(UnitOfWork).run(async () => {
    await work();
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
}

describe('the events for hosts', () => {
  it('report every change with ids, sizes and costs, in order', async () => {
    const { result } = await analyze();
    await analyze();
    await get(HistoryService).delete(ALICE, result.id);
    await service.claude.script([{ stop_reason: 'refusal', text: 'No.' }]);
    await expect(analyze('refuse this')).rejects.toBeInstanceOf(RefusedError);
    expect(await delivered()).toEqual([
      'call.settled',
      'analysis.completed',
      'analysis.replayed',
      'result.deleted',
      'call.settled',
      'analysis.failed',
    ]);
    const { model, stopReason, tokensUsed, costPicoUsd } = result;
    expect(heard[1]).toEqual({
      type: 'analysis.completed',
      at: service.clock.now(),
      ...ALICE,
      resultId: result.id,
      cache: 'miss',
      model,
      stopReason,
      tokensUsed,
      costPicoUsd,
      inputSize: SECRET.length,
      outputSize: result.result.length,
    });
    expect(heard[0]).toMatchObject({ outcome: 'succeeded', kind: 'analysis', attempt: 1, isLate: false, costPicoUsd });
    expect(heard[2]).toMatchObject({ resultId: result.id, savedPicoUsd: costPicoUsd, isIdempotentReplay: false });
    expect(heard.at(-1)).toMatchObject({ code: 'refused', resultId: expect.any(String) as string });
  });

  it('also cover conversations, settings, keys, holds and erasures', async () => {
    const { id } = await get(ConversationsService).create(ALICE, { title: SECRET });
    await get(TurnService).post(ALICE, id, { content: SECRET });
    await get(ConversationsService).change(ALICE, id, { title: SECRET });
    await get(ConversationsService).delete(ALICE, id);
    await expect(get(TurnService).post(ALICE, id, { content: SECRET })).rejects.toThrow();
    await get(PreferencesService).replace(ALICE, { system: SECRET });
    await get(BudgetsService).set(ALICE, { limitPicoUsd: 1n, period: 'day' });
    await expect(analyze()).rejects.toBeInstanceOf(BudgetExceededError);
    await get(BudgetsService).remove(ALICE);
    const key = await get(ApiKeysService).create('acme', { role: 'service' });
    await get(ApiKeysService).revoke('acme', key.row.id);
    await get(HoldsService).set(ALICE, SECRET);
    await expect(get(ErasureService).erase(ALICE)).rejects.toBeInstanceOf(LegalHoldError);
    await get(HoldsService).release(ALICE);
    await get(ErasureService).erase(ALICE);
    expect(await delivered()).toEqual([
      'conversation.created',
      'message.created',
      'call.settled',
      'message.completed',
      'conversation.changed',
      'conversation.deleted',
      'preferences.changed',
      'budget.changed',
      'budget.exceeded',
      'analysis.failed',
      'budget.removed',
      'key.created',
      'key.revoked',
      'hold.set',
      'hold.released',
      'erasure.requested',
      'user.erased',
    ]);
    expect(heard.find(({ type }) => type === 'budget.exceeded')).toMatchObject({
      ...ALICE,
      holderId: 'alice',
      limitPicoUsd: 1n,
    });
    expect(heard.at(-1)).toMatchObject({ ...ALICE, counts: expect.objectContaining({ results: 0 }) as object });
  });

  it('never contain texts of users, answers of Claude, or keys', async () => {
    const { result } = await get(AnalysisService).analyze(ALICE, { text: SECRET, metadata: { note: SECRET } });
    const { id } = await get(ConversationsService).create(ALICE, { title: SECRET, system: SECRET });
    const { assistantMessage } = await get(TurnService).post(ALICE, id, { content: SECRET });
    await get(PreferencesService).replace(ALICE, { system: SECRET, profile: { tax: SECRET } });
    await get(HoldsService).set(ALICE, SECRET);
    const { key } = await get(ApiKeysService).create('acme', { role: 'service' });
    await delivered();
    const events = JSON.stringify(heard, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(heard).toHaveLength(9);
    for (const content of [SECRET, result.result, assistantMessage.text, key]) expect(events).not.toContain(content);
  });
});

describe('an event', () => {
  it('is delivered after the commit, and never after a rollback', async () => {
    await rolledBack(() => get(PreferencesService).replace(ALICE, {}));
    expect(await delivered()).toEqual([]);
    await get(UnitOfWork).run(async () => {
      await get(PreferencesService).replace(ALICE, {});
      expect(await delivered()).toEqual([]);
    });
    expect(await delivered()).toEqual(['preferences.changed']);
  });

  it('is delivered once, also for concurrent identical requests, and in the order of the commits', async () => {
    await Promise.all(Array.from({ length: 5 }, () => analyze()));
    await Promise.all(Array.from({ length: 5 }, () => get(PreferencesService).replace(ALICE, {})));
    await delivered();
    expect(types().filter((type) => type === 'analysis.completed')).toHaveLength(1);
    expect(types().filter((type) => type === 'analysis.replayed')).toHaveLength(4);
    const versions = heard.flatMap((event) => (event.type === 'preferences.changed' ? [event.version] : []));
    expect(versions).toEqual([1, 2, 3, 4, 5]);
  });

  it('of a refusal is delivered although its transaction is rolled back', async () => {
    await get(BudgetsService).set({ ...ALICE, userId: null }, { limitPicoUsd: 1n, period: 'month' });
    await expect(analyze()).rejects.toBeInstanceOf(BudgetExceededError);
    expect(await delivered()).toEqual(['budget.changed', 'budget.exceeded', 'analysis.failed']);
    expect(heard[1]).toMatchObject({ ...ALICE, holderId: null, period: 'month' });
  });

  it('of a refusal is delivered once, also if the call was written in one batch with calls that are not refused', async () => {
    await get(BudgetsService).set(ALICE, { limitPicoUsd: 1n, period: 'day' });
    const owners = [ALICE, BOB, BOB, ALICE, BOB, ALICE, BOB];
    const asked = owners.map((owner, index) => get(AnalysisService).analyze(owner, { text: `question ${index}` }));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(owners.map((owner) => owner === ALICE));
    await delivered();
    const exceeded = heard.filter(({ type }) => type === 'budget.exceeded');
    expect(exceeded.map(({ userId }) => userId)).toEqual(['alice', 'alice', 'alice']);
    expect(types().filter((type) => type === 'analysis.completed')).toHaveLength(4);
  });

  it('is delivered outside its request and transaction, so that a listener may call any service', async () => {
    await get(BudgetsService).set(ALICE, { limitPicoUsd: 1n, period: 'day' });
    const asked = new Promise((resolve, reject) => {
      get(RepriseEvents).on('budget.exceeded', () => {
        expect(currentlyActing()).toBeUndefined();
        return get(AnalysisService).analyze(BOB, { text: 'hello' }).then(resolve, reject);
      });
    });
    await expect(actingAs(WORKER, () => analyze())).rejects.toBeInstanceOf(BudgetExceededError);
    expect(await asked).toMatchObject({ cache: 'miss' });
  });
});

describe('a listener', () => {
  it('that throws or rejects is logged by name, and affects neither the caller nor other listeners', async () => {
    const events = get(RepriseEvents);
    const later: string[] = [];
    events.on('analysis.completed', () => {
      throw new RangeError(SECRET);
    });
    events.on('analysis.completed', () => Promise.reject(new TypeError(SECRET)));
    events.on('analysis.completed', ({ resultId }) => void later.push(resultId));
    const { result } = await analyze();
    await delivered();
    expect(later).toEqual([result.id]);
    const log = service.log.join('');
    expect(log.match(/a listener of analysis.completed failed \((RangeError|TypeError)\)/g)).toHaveLength(2);
    expect(log).not.toContain(SECRET);
  });

  it('that is slow delays neither callers nor other listeners', async () => {
    let finish = (): void => undefined;
    get(RepriseEvents).on('analysis.completed', () => new Promise((resolve) => (finish = resolve)));
    expect((await analyze()).cache).toBe('miss');
    expect((await analyze()).cache).toBe('hit');
    expect(await delivered()).toContain('analysis.replayed');
    finish();
  });

  it('receives events of its type only, until it unsubscribes', async () => {
    const ids: string[] = [];
    const end = get(RepriseEvents).on('result.deleted', ({ resultId }) => void ids.push(resultId));
    const [first, second] = [(await analyze('one')).result.id, (await analyze('two')).result.id];
    await get(HistoryService).delete(ALICE, first);
    await delivered();
    end();
    await get(HistoryService).delete(ALICE, second);
    await expect(get(HistoryService).delete(ALICE, second)).rejects.toBeInstanceOf(ResultNotFoundError);
    await delivered();
    expect(ids).toEqual([first]);
  });

  it('receives all committed events before the process ends, which waits for it', async () => {
    let hasEnded = false;
    get(RepriseEvents).on('preferences.changed', async () => {
      await turn();
      await turn();
      hasEnded = true;
    });
    await get(PreferencesService).replace(ALICE, {});
    await service.app.close();
    expect(hasEnded).toBe(true);
  });
});
