/**
 * Payload of each event type. Sizes are in characters. Money is in picodollars (10⁻¹² US dollars), and `null` if no
 * price is known.
 */
export interface RepriseEventMap {
  /** A complete answer of Claude was stored. */
  'analysis.completed': AnswerEventPayload & {
    readonly resultId: string;
    /** `miss`: no stored answer could be replayed; `bypass`: replays were turned off for the request. */
    readonly cache: 'miss' | 'bypass';
  };
  /** A stored result was replayed without a call to Claude. */
  'analysis.replayed': {
    readonly resultId: string;
    /** The result of another user of the tenant from which this one was copied. */
    readonly sourceId: string | null;
    readonly model: string;
    /** What Claude billed for the original answer. */
    readonly savedPicoUsd: bigint | null;
    /** Whether the replay was caused by a repeated idempotency key. */
    readonly isIdempotentReplay: boolean;
  };
  /** An analysis ended with an error. */
  'analysis.failed': Failure & {
    /** The stored result, if Claude refused or the answer was interrupted. */
    readonly resultId: string | null;
  };
  'result.deleted': { readonly resultId: string };
  'conversation.created': {
    readonly conversationId: string;
    /** The conversation from which it was forked; `null` if it is not a fork. */
    readonly sourceId: string | null;
    readonly model: string;
  };
  /** The listed fields were changed. The event does not contain their values. */
  'conversation.changed': { readonly conversationId: string; readonly fields: readonly string[] };
  /** A conversation and all its messages were deleted. */
  'conversation.deleted': { readonly conversationId: string };
  /** A user's message was stored. Its answer follows. */
  'message.created': {
    readonly conversationId: string;
    readonly messageId: string;
    readonly parentId: string | null;
    readonly size: number;
  };
  /** A complete answer to a message was stored. */
  'message.completed': AnswerEventPayload & {
    readonly conversationId: string;
    readonly messageId: string;
    readonly userMessageId: string;
  };
  'message.failed': Failure & {
    readonly conversationId: string;
    /** The stored message, if Claude refused or the answer was interrupted. */
    readonly messageId: string | null;
  };
  /** A request to Claude has ended. For an erased user, `userId` is the pseudonym that the journal uses. */
  'call.settled': CallEventPayload;
  /** A call was refused before it was sent, because it could exceed a budget. `userId` is the user of the request. */
  'budget.exceeded': BudgetEventPayload & {
    /** The user whose budget it is; `null` for the tenant's budget. */
    readonly holderId: string | null;
    /** The maximum cost of the call; `null` if no price is known. */
    readonly worstPicoUsd: bigint | null;
    /** When the next budget period begins. */
    readonly resetsAt: Date;
  };
  /** A budget was set. `userId` is `null` for the tenant's budget. */
  'budget.changed': BudgetEventPayload;
  'budget.removed': EmptyEventPayload;
  /** A user's preferences were replaced. `fields` lists those that are set. */
  'preferences.changed': { readonly version: number; readonly fields: readonly string[] };
  'key.created': { readonly keyId: string; readonly role: string; readonly expiresAt: Date | null };
  'key.revoked': { readonly keyId: string };
  'hold.set': EmptyEventPayload;
  'hold.released': EmptyEventPayload;
  /** An erasure was started, or requested again while it is in progress. */
  'erasure.requested': { readonly erasureId: string };
  /** All data of `userId` was erased. Listeners must not store the id. */
  'user.erased': { readonly erasureId: string; readonly counts: Readonly<Record<string, number>> };
}

export type RepriseEventType = keyof RepriseEventMap;

/** Fields of every event. */
interface EventBase {
  /** When the change was committed, or the error was returned. */
  readonly at: Date;
  readonly tenantId: string;
  /** The user concerned; `null` for tenant-wide events. */
  readonly userId: string | null;
}

/** An event of the given types; `switch (event.type)` narrows it. */
export type RepriseEvent<Type extends RepriseEventType = RepriseEventType> = {
  [Name in Type]: EventBase & { readonly type: Name } & RepriseEventMap[Name];
}[Type];

type EmptyEventPayload = Readonly<Record<never, never>>;

interface AnswerEventPayload {
  /** The requested model. */
  readonly model: string;
  readonly stopReason: string | null;
  /** Number of billed tokens. */
  readonly tokensUsed: number;
  readonly costPicoUsd: bigint | null;
  readonly inputSize: number;
  readonly outputSize: number;
}

interface Failure {
  /** The `code` of the error; `aborted` if the caller disconnected, `internal_error` for unexpected errors. */
  readonly code: string;
}

interface BudgetEventPayload {
  readonly limitPicoUsd: bigint;
  readonly period: 'day' | 'month';
}

interface CallEventPayload {
  readonly callId: string;
  readonly kind: 'analysis' | 'message' | 'summary';
  readonly model: string;
  /** 1 for the first attempt, 2 for the first retry, … */
  readonly attempt: number;
  readonly startedAt: Date;
  /** `interrupted`: the process died during the call, so its result is unknown. */
  readonly outcome: 'succeeded' | 'failed' | 'aborted' | 'interrupted';
  readonly errorCode: string | null;
  /** Whether the call was reported as `interrupted` before, and its cost has become known since. */
  readonly isLate: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheCreationInputTokens: number;
  readonly cacheReadInputTokens: number;
  /** `null` if no price is known, or Claude billed nothing. */
  readonly costPicoUsd: bigint | null;
}
