import type { RepriseEventMap } from '../common/index.js';
import type { CallEnd, SentCall } from './call.repository.js';

type Settled = RepriseEventMap['call.settled'];

/** What hosts hear of a call whose end is known. */
export function settledPayload(call: SentCall, { status, errorCode, reply }: CallEnd, isLate: boolean): Settled {
  const usage = reply?.usage;
  return {
    ...sentPayload(call),
    outcome: status,
    errorCode,
    isLate,
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    cacheCreationInputTokens: usage?.cacheCreationInputTokens ?? 0,
    cacheReadInputTokens: usage?.cacheReadInputTokens ?? 0,
    costPicoUsd: reply?.costPicoUsd ?? null,
  };
}

/** The payload for a call whose process no longer waits for it. */
export function interruptedPayload(call: SentCall): Settled {
  return {
    ...sentPayload(call),
    outcome: 'interrupted',
    errorCode: null,
    isLate: false,
    costPicoUsd: null,
    inputTokens: 0,
    outputTokens: 0,
    cacheCreationInputTokens: 0,
    cacheReadInputTokens: 0,
  };
}

function sentPayload({ id, kind, model, attempt, startedAt }: SentCall) {
  return { callId: id, kind, model, attempt, startedAt };
}
