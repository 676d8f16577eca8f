import type { Owner } from '../common/index.js';
import { encodeInstant } from '../database/index.js';
import { billOf, type CallEnd, type SentCall } from './call.repository.js';
import type { Call } from './entities/call.entity.js';
import type { Replay } from './entities/replay.entity.js';
import { type UsageNumbers, usageOf } from './usage-numbers.js';

/** What one event adds to the usage of its owner. */
export interface LedgerEntry extends Owner, Pick<Call, 'kind' | 'model'> {
  /** `2026-11-25`, in UTC. */
  readonly day: string;
  readonly usage: UsageNumbers;
}

export function settledEntry(call: SentCall, end: CallEnd): LedgerEntry {
  return callEntry(call, { ...sent(call), ...billed(billOf(call, end)) });
}

/** The call was counted as interrupted when its lease ran out. How it ended, and what it cost, is only known now. */
export function lateEntry(call: SentCall, end: CallEnd): LedgerEntry {
  return callEntry(call, { ...billed(billOf(call, end)), interruptedCalls: -1n });
}

export function interruptedEntry(call: SentCall): LedgerEntry {
  return callEntry(call, { ...sent(call), interruptedCalls: 1n });
}

export function replayEntry({ tenantId, userId, kind, model, createdAt, savedPicoUsd }: ReplayedOnce): LedgerEntry {
  const unpricedReplays = savedPicoUsd === null ? 1n : 0n;
  const counted: Counted = { requests: 1n, replays: 1n, unpricedReplays, savedPicoUsd: savedPicoUsd ?? 0n };
  return { tenantId, userId, kind, model, day: dayOf(createdAt), usage: usageOf((name) => counted[name]) };
}

type ReplayedOnce = Pick<Replay, keyof Owner | 'kind' | 'model' | 'createdAt' | 'savedPicoUsd'>;

/** What a call that has ended counts as, from its row; it is what was added when it ended. */
export function endedEntry(call: EndedCall): LedgerEntry {
  return callEntry(call, {
    ...sent(call),
    ...billed(call),
    interruptedCalls: call.status === 'interrupted' ? 1n : 0n,
  });
}

/** A row of a call, as far as usage is told from it. */
export type EndedCall = Omit<SentCall, 'id'> & Pick<Call, 'status'> & BilledCall;

/** What is known of a call's bill. */
type BilledCall = Pick<
  Call,
  | ('inputTokens' | 'outputTokens' | 'cacheCreationInputTokens' | 'cacheReadInputTokens')
  | ('usageBasis' | 'costPicoUsd' | 'reservedPicoUsd')
>;

type Counted = Partial<UsageNumbers>;

function callEntry({ tenantId, userId, kind, model, startedAt }: Omit<SentCall, 'id'>, counted: Counted): LedgerEntry {
  return { tenantId, userId, kind, model, day: dayOf(startedAt), usage: usageOf((name) => counted[name]) };
}

function sent({ attempt }: Pick<SentCall, 'attempt'>): Counted {
  return { calls: 1n, requests: attempt === 1 ? 1n : 0n };
}

function billed(call: BilledCall): Counted {
  const { inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens } = call;
  const { usageBasis, costPicoUsd, reservedPicoUsd } = call;
  return {
    inputTokens: BigInt(inputTokens),
    outputTokens: BigInt(outputTokens),
    cacheCreationInputTokens: BigInt(cacheCreationInputTokens),
    cacheReadInputTokens: BigInt(cacheReadInputTokens),
    unpricedCalls: isUnpriced(call) ? 1n : 0n,
    unpricedBoundPicoUsd: (isUnpriced(call) && reservedPicoUsd) || 0n,
    estimatedCalls: usageBasis === 'estimated' ? 1n : 0n,
    billedPicoUsd: costPicoUsd ?? 0n,
  };
}

/** Of an interrupted call without an end nothing is known either; it is told as that. */
function isUnpriced({ usageBasis, costPicoUsd, ...call }: BilledCall): boolean {
  if (costPicoUsd !== null) return false;
  const { inputTokens, outputTokens, cacheCreationInputTokens, cacheReadInputTokens } = call;
  return usageBasis === 'unknown' || inputTokens + outputTokens + cacheCreationInputTokens + cacheReadInputTokens > 0;
}

/** In UTC. */
export function dayOf(instant: Date): string {
  return encodeInstant(instant).slice(0, 10);
}
