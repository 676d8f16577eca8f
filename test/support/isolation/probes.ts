import type { Spend } from '../../../src/budgets/index.js';
import { END_OF_TIME, type Owner, type Page, type AccessScope } from '../../../src/common/index.js';
import type { Settlement } from '../../../src/journal/call.repository.js';
import type { UsageSum } from '../../../src/journal/index.js';
import type { ApiKey } from '../../../src/identity/entities/api-key.entity.js';
import type { Lock } from '../../../src/locks/entities/lock.entity.js';
import type { UserPreferences } from '../../../src/preferences/entities/user-preferences.entity.js';
import type { Erasure } from '../../../src/privacy/entities/erasure.entity.js';
import { OWNER, type Things } from './things.js';

type Methods = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** A question to a repository that names something of the owner's, in the name of whoever asks. */
export interface Probe {
  readonly name: string;
  readonly method: string;
  readonly call: (repository: Methods, asker: Owner | AccessScope) => unknown;
  /** Whether the answer shows that there was something. */
  readonly finds: (answer: unknown) => boolean;
  /** Users of one tenant share it, as the contract says. */
  readonly isShared: boolean;
  /** It may be asked in the name of a whole tenant. */
  readonly takesScope: boolean;
}

const isThere = (answer: unknown): boolean => answer !== null && answer !== undefined && answer !== false;
const hasRows = (answer: unknown): boolean => (answer as Page<unknown>).rows.length > 0;
const isLong = (answer: unknown): boolean => (answer as readonly unknown[]).length > 0;
const FIRST = { limit: 10, after: null };
const LONG_AGO = new Date(0);

export function probesOf(things: Things): Probe[] {
  return [
    ...results(things),
    ...conversations(things),
    ...messages(things),
    ...calls(things),
    ...locks(things),
    ...keys(things),
    ...preferences(),
    ...budgets(),
    ...holds(),
    ...usage(),
    ...dataKeys(things),
    ...erasables(),
    ...erasures(things),
    ...trail(things),
  ];
}

const probe =
  (name: string) =>
  (method: string, args: readonly unknown[], finds = isThere, more: Partial<Probe> = {}): Probe => ({
    name,
    method,
    finds,
    isShared: false,
    takesScope: false,
    call: (repository, asker) => repository[method]?.(asker, ...args),
    ...more,
  });

const SHARED = { isShared: true };
const REACH = { takesScope: true };

function results({ resultId, cacheKey }: Things): Probe[] {
  const of = probe('ResultRepository');
  return [
    of('findById', [resultId], isThere, REACH),
    of('lock', [resultId], isThere, SHARED),
    of('delete', [resultId], isThere, REACH),
    of('findHistory', [{ terms: [] }, FIRST], hasRows),
    of('findHistory', [{ terms: ['fox'] }, FIRST], hasRows),
    of('findOldestFirst', [FIRST], hasRows),
    of('findOwnReplay', [cacheKey, { since: LONG_AGO, until: END_OF_TIME }]),
    of('findReplay', [cacheKey, { since: LONG_AGO, until: END_OF_TIME }], isThere, SHARED),
  ];
}

function conversations({ conversationId: id, answerId: leafId }: Things): Probe[] {
  const of = probe('ConversationRepository');
  const at = new Date(0);
  return [
    of('findById', [id], isThere, REACH),
    of('change', [id, { title: 'taken over' }]),
    of('moveTo', [id, { leafId, title: 'taken over', at }]),
    of('moveOn', [id, { from: leafId, leafId, at }]),
    of('lock', [id]),
    of('delete', [id]),
    of('findPage', [[], FIRST], hasRows),
    of('findOldestFirst', [FIRST], hasRows),
    of('findPage', [['dog'], FIRST], hasRows),
  ];
}

function messages({ conversationId, questionId, answerId, idempotencyDigest }: Things): Probe[] {
  const of = probe('MessageRepository');
  return [
    of('findById', [conversationId, questionId]),
    of('findPath', [conversationId, answerId], isLong),
    of('findPathPage', [conversationId, { leafId: answerId, from: 0, limit: 10 }], hasRows),
    of('findThread', [conversationId, answerId], isLong),
    of('findTree', [conversationId, FIRST], hasRows),
    of('findSummaries', [conversationId], isLong),
    of('findByKey', [conversationId, idempotencyDigest, LONG_AGO]),
    of('findAnswered', [conversationId, [questionId]], (answer) => (answer as Set<string>).size > 0),
  ];
}

function calls({ call }: Things): Probe[] {
  const end = { status: 'failed', endedAt: LONG_AGO, errorCode: null, claudeRequestId: null, reply: null };
  return [
    probe('CallRepository')(
      'settle',
      [call.id, call.leaseHolder, end],
      (answer) => (answer as Settlement).as === 'settled',
      // Whose it is now is answered: its user may have been erased.
      SHARED,
    ),
  ];
}

function dataKeys({ dataKeyId }: Things): Probe[] {
  const of = probe('DataKeyRepository');
  return [of('find', []), of('take', []), of('findByIds', [[dataKeyId]], isLong, SHARED), of('destroy', [dataKeyId])];
}

/** A lock's name says of which tenant it is; the user is noted, not asked for. */
function locks({ lock }: Things): Probe[] {
  const of = probe('LockRepository');
  const { id, holder } = lock;
  const heldUntil = new Date('2040-01-01T00:00:00Z');
  const later = { ...lock, heldUntil };
  /** These answer nothing: what they did is seen in the lock. */
  const seen = (method: string, args: readonly unknown[], isDone: (lock: Lock | null) => boolean): Probe => ({
    ...of(method, [], (row) => isDone(row as Lock | null), SHARED),
    call: async (repository, asker) => {
      await repository[method]?.(asker, ...args);
      return repository['find']?.(OWNER, id);
    },
  });
  return [
    of('find', [id], isThere, SHARED),
    of('keep', [id, holder, 'fingerprint'], isThere, SHARED),
    of('tryHold', [{ ...later, holder: 'another' }, new Date('2039-01-01T00:00:00Z')], isThere, SHARED),
    seen('release', [id, holder], (row) => row === null),
    seen('conclude', [lock, { done: true }, heldUntil], (row) => row?.holder === null),
  ];
}

/** A key is its tenant's, whoever it is for. */
function keys({ apiKeyId }: Things): Probe[] {
  const at = new Date('2039-01-01T00:00:00Z');
  const of = (method: string, args: readonly unknown[], finds = isThere): Probe => ({
    ...probe('ApiKeyRepository')(method, [], finds, SHARED),
    call: (repository, { tenantId }) => repository[method]?.(tenantId, ...args),
  });
  const noteUse: Probe = {
    ...of('noteUse', [], (page) => (page as Page<ApiKey>).rows[0]?.lastUsedAt?.getTime() === at.getTime()),
    call: async (repository, { tenantId }) => {
      await repository['noteUse']?.(tenantId, apiKeyId, at);
      return repository['findPage']?.(OWNER.tenantId, FIRST);
    },
  };
  const ofUser = probe('ApiKeyRepository')('findPageOf', [FIRST], hasRows);
  return [ofUser, of('findPage', [FIRST], hasRows), of('confirm', [apiKeyId]), of('revoke', [apiKeyId, at]), noteUse];
}

function preferences(): Probe[] {
  const of = probe('PreferencesRepository');
  const values = { model: null, maxTokens: null, effort: null, system: null, profile: {}, updatedAt: LONG_AGO };
  /** A stranger who sets preferences sets its own: the owner's stay. */
  const replace: Probe = {
    ...of('replace', [], (answer) => (answer as UserPreferences).language === 'fr'),
    call: async (repository, asker) => {
      await repository['replace']?.(asker, { ...values, language: 'fr' });
      return repository['find']?.(OWNER);
    },
  };
  const version = of('replace', [{ ...values, language: 'fr' }], (answer) => (answer as number) > 1);
  return [of('find', []), replace, version];
}

function budgets(): Probe[] {
  const of = probe('BudgetRepository');
  const hasOwn = (answer: unknown) =>
    (answer as readonly { holder: Owner }[]).some(({ holder }) => holder.userId === OWNER.userId);
  /** A stranger who sets a budget sets its own: the owner's stays. */
  const put: Probe = {
    ...of('put', [], (answer) => (answer as { limitPicoUsd: bigint }).limitPicoUsd === 1n),
    call: async (repository, asker) => {
      await repository['put']?.(asker, { limitPicoUsd: 1n, period: 'day' }, LONG_AGO);
      return repository['find']?.(OWNER);
    },
  };
  return [of('find', []), of('findApplying', [], hasOwn), of('lockApplying', [], hasOwn), put, of('delete', [])];
}

function holds(): Probe[] {
  const of = probe('HoldRepository');
  const has = (answer: unknown) => (answer as Set<string>).has(OWNER.userId);
  /** A stranger who holds a user holds its own: the owner's hold stays as it is. */
  const put: Probe = {
    ...of('put', [], (answer) => (answer as { reason: string }).reason === 'taken over'),
    call: async (repository, asker) => {
      await repository['put']?.(asker, { reason: 'taken over', heldAt: LONG_AGO, heldBy: null });
      return repository['find']?.(OWNER);
    },
  };
  return [
    of('find', []),
    put,
    of('delete', []),
    of('findHeld', [[OWNER.userId]], has, SHARED),
    of('isAnyHeld', [], isThere, SHARED),
  ];
}

function usage(): Probe[] {
  const of = probe('UsageRepository');
  const span = { from: LONG_AGO, to: null };
  const counts = (answer: unknown) => (answer as readonly UsageSum[]).some(({ usage: { calls } }) => calls > 0n);
  const spends = (answer: unknown) => (answer as Spend).billedPicoUsd > 0n || (answer as Spend).reservedPicoUsd > 0n;
  const period = { from: LONG_AGO, until: new Date('2039-01-01T00:00:00Z') };
  const spentIn: Probe = {
    ...probe('JournalSpend')('spentIn', [], spends, REACH),
    call: (spend, asker) => spend['spentIn']?.(period, asker),
  };
  return [
    of('sum', [{ days: span, pieces: [] }, null, 9], counts, REACH),
    of('sum', [{ days: span, pieces: [] }, 'user', 9], counts, REACH),
    of('fromJournal', [span, null, 9], counts, REACH),
    spentIn,
  ];
}

/** In the order in which they are erased: conversations are, once they are empty. */
function erasables(): Probe[] {
  const erases = (name: string): Probe =>
    probe(name)('erase', [200, 'erased:somebody', null], (answer) => (answer as number) > 0);
  const names = ['Calls', 'Replays', 'Keys', 'Locks', 'Results', 'Messages', 'Conversations'];
  const others = ['DataKeys', 'Preferences', 'Budgets', 'Usage', 'AuditEvents'];
  return [
    ...[...names, ...others].map((name) => erases(`Erasable${name}`)),
    probe('ErasableCalls')('areUnderWay', [OWNER.userId], isThere, SHARED),
    probe('UsageTransferRepository')('moveDays', [200, 'erased:somebody'], (answer) => (answer as number) > 0),
  ];
}

/** An erasure is of a tenant; only who reads it may be a user. */
function erasures({ erasureId: id, redactedId }: Things): Probe[] {
  const of = probe('ErasureRepository');
  const at = new Date('2039-01-01T00:00:00Z');
  const named = (method: string, args: readonly unknown[]): Probe => ({
    ...of(method, [], isThere, SHARED),
    call: (repository, asker) => repository[method]?.({ ...asker, id }, ...args),
  });
  const seen = (method: string, args: readonly unknown[], isDone: (row: Erasure) => boolean): Probe => ({
    ...of(method, [], (row) => isDone(row as Erasure), SHARED),
    call: async (repository, asker) => {
      // Of another tenant there is none to count in.
      await Promise.resolve(repository[method]?.({ ...asker, id }, ...args)).catch(() => undefined);
      return repository['findById']?.(OWNER, id);
    },
  });
  const erased = probe('ErasedRecordRepository');
  const ofTenant = (method: string): Probe => ({
    ...erased(method, [], (answer) => answer === true || Number(answer) > 0, SHARED),
    call: (repository, { tenantId }) => repository[method]?.(tenantId, redactedId),
  });
  return [
    of('findRunning', []),
    of('findById', [id], isThere, REACH),
    named('hold', []),
    named('noteErased', [at]),
    named('close', [at]),
    seen('count', ['results', 7], ({ counts }) => counts['results'] === 7),
    seen('noteBusy', [at], ({ quietSince }) => quietSince?.getTime() === at.getTime()),
    seen('noteRecord', ['a-record'], ({ auditId }) => auditId === 'a-record'),
    ofTenant('areUnsealed'),
    ofTenant('count'),
  ];
}

/** The trail is the tenant's, whoever a record is about. */
function trail({ recordId, waitingId, redactedId }: Things): Probe[] {
  const of =
    (name: string) =>
    (method: string, args: readonly unknown[], finds = isThere): Probe => ({
      ...probe(name)(method, [], finds, SHARED),
      call: (repository, { tenantId }) => repository[method]?.(tenantId, ...args),
    });
  const records = of('AuditRecordRepository');
  const seals = of('SealRepository');
  const seal = {
    number: 99,
    first_seq: 2_000_000,
    last_seq: 2_000_000,
    leaves: '',
    head: '',
    previous: '',
    sealed_at: LONG_AGO.toISOString(),
    key_id: null,
    signature: null,
  };
  const mirrored: Probe = {
    ...seals('noteMirrored', [], (unmirrored) => !isLong(unmirrored)),
    call: async (repository, { tenantId }) => {
      await repository['noteMirrored']?.(tenantId, [1, 1_000], LONG_AGO);
      return repository['findUnmirrored']?.(OWNER.tenantId, 9);
    },
  };
  return [
    records('find', [recordId]),
    records('findPage', [{}, FIRST], hasRows),
    records('findBetween', [1, 9, 9], isLong),
    records('findEmptied', [redactedId, 0, 9], isLong),
    records('isErasureAskedFor', [redactedId]),
    records('findLastExpiry', []),
    records('countUnsealed', [9], (answer) => (answer as number) > 0),
    seals('findUnsealed', [9], isLong),
    seals('findLast', []),
    seals('findCovering', [1]),
    seals('findFirstSince', [LONG_AGO]),
    seals('findFrom', [1, 9], isLong),
    seals('findUnmirrored', [9], isLong),
    mirrored,
    seals('seal', [seal, [waitingId]]),
  ];
}
