import type { Spend } from '../../../src/budgets/index.js';
import type { Owner, Page, Reach } from '../../../src/common/index.js';
import type { Settlement } from '../../../src/journal/call.repository.js';
import type { UsageSum } from '../../../src/journal/index.js';
import type { ApiKey } from '../../../src/identity/entities/api-key.entity.js';
import type { Claim } from '../../../src/claims/entities/claim.entity.js';
import type { UserPreferences } from '../../../src/preferences/entities/user-preferences.entity.js';
import { OWNER, type Things } from './things.js';

type Methods = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** A question to a repository that names something of the owner's, in the name of whoever asks. */
export interface Probe {
  readonly name: string;
  readonly method: string;
  readonly call: (repository: Methods, asker: Owner | Reach) => unknown;
  /** Whether the answer shows that there was something. */
  readonly finds: (answer: unknown) => boolean;
  /** Users of one tenant share it, as the contract says. */
  readonly isShared: boolean;
  /** It may be asked in the name of a whole tenant. */
  readonly takesReach: boolean;
}

/** What names nothing of anybody's, and why. */
export const WITHOUT_OWNER: Readonly<Record<string, string>> = {
  'ResultRepository.insert': 'a new row, of whoever asks',
  'ConversationRepository.insert': 'a new row, of whoever asks',
  'MessageRepository.insert': 'new rows, of whoever asks',
  'ReplayRepository.add': 'new rows, of those who are named in them',
  'CallRepository.insert': 'a new row, of whoever asks',
  'CallRepository.renewLeases': 'of this process, whoever its calls are for',
  'CallRepository.interruptExpired': 'of processes that died, whoever their calls were for',
  'LedgerRepository.add': 'new numbers, of those who are named in them',
  'ApiKeyRepository.insert': 'a new row, of whoever asks',
  'ApiKeyRepository.findByDigest': 'it is by the key that its owner is found out',
  'ApiKeyRepository.findTenantForOperator': 'of the operator, who reaches every tenant',
  'ApiKeyRepository.findPageForOperator': 'of the operator, who reaches every tenant',
  'HoldRepository.lockForChange': 'makes others of a tenant wait, and reads nothing',
  'HoldRepository.lockAsItIs': 'makes others of a tenant wait, and reads nothing',
  'AuditEventRepository.add': 'new records, of those who are named in them',
  'AuditEventRepository.addNew': 'new records, of those who are named in them',
  'DataKeyRepository.insert': 'a new row, of whoever asks',
  'DataKeyRepository.findWrappedBy': 'of a background round, which works for everybody',
  'DataKeyRepository.rewrap': 'of a background round, which works for everybody',
  'DataKeyRepository.countByMasterKey': 'of the operator, who reaches every tenant',
  'LeaseRepository.hold': 'of this process, which works for everybody',
  'LeaseRepository.letGo': 'of this process, which works for everybody',
  'ClaimRepository.inTransaction': 'runs what it is given',
  'ClaimRepository.renew': 'of this process, whoever its claims are for',
  'ClaimRepository.forget': 'what is past, whoever it was of',
};

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
    ...claims(things),
    ...keys(things),
    ...preferences(),
    ...budgets(),
    ...holds(),
    ...usage(),
    ...dataKeys(things),
  ];
}

const probe =
  (name: string) =>
  (method: string, args: readonly unknown[], finds = isThere, more: Partial<Probe> = {}): Probe => ({
    ...{ name, method, finds, isShared: false, takesReach: false },
    call: (repository, asker) => repository[method]?.(asker, ...args),
    ...more,
  });

const SHARED = { isShared: true };
const REACH = { takesReach: true };

function results({ resultId, cacheKey }: Things): Probe[] {
  const of = probe('ResultRepository');
  return [
    of('findById', [resultId], isThere, REACH),
    of('lock', [resultId], isThere, SHARED),
    of('delete', [resultId], isThere, REACH),
    of('findHistory', [{ terms: [] }, FIRST], hasRows),
    of('findHistory', [{ terms: ['fox'] }, FIRST], hasRows),
    of('findOldestFirst', [FIRST], hasRows),
    of('findOwnReplay', [cacheKey, LONG_AGO]),
    of('findSharedReplay', [cacheKey, LONG_AGO], isThere, SHARED),
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
    of('findPath', [conversationId, { leafId: answerId }], isLong),
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
    ),
  ];
}

function dataKeys({ dataKeyId }: Things): Probe[] {
  const of = probe('DataKeyRepository');
  return [of('find', []), of('take', []), of('findByIds', [[dataKeyId]], isLong, SHARED), of('destroy', [dataKeyId])];
}

/** A claim's name says of which tenant it is; the user is noted, not asked for. */
function claims({ claim }: Things): Probe[] {
  const of = probe('ClaimRepository');
  const { id, holder } = claim;
  const heldUntil = new Date('2040-01-01T00:00:00Z');
  const later = { ...claim, heldUntil };
  /** These answer nothing: what they did is seen in the claim. */
  const seen = (method: string, args: readonly unknown[], isDone: (claim: Claim | null) => boolean): Probe => ({
    ...of(method, [], (row) => isDone(row as Claim | null), SHARED),
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
    seen('conclude', [claim, { done: true }, heldUntil], (row) => row?.holder === null),
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
  return [ofUser, of('findPage', [FIRST], hasRows), of('revoke', [apiKeyId, at]), noteUse];
}

function preferences(): Probe[] {
  const of = probe('PreferencesRepository');
  const values = { ...{ model: null, maxTokens: null, effort: null, system: null }, profile: {}, updatedAt: LONG_AGO };
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
    ...[of('find', []), put, of('delete', [])],
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
