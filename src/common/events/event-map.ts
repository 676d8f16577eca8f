/** Sizes are in characters, money is in picodollars (10⁻¹² US dollars) and `null` where no price is known. */
export interface RepriseEventMap {
  /** An answer of Claude's is stored, whole. */
  'analysis.completed': AnswerEventPayload & {
    readonly resultId: string;
    /** `miss`: replays were allowed, and there was none; `bypass`: they were off. */
    readonly cache: 'miss' | 'bypass';
  };
  /** A stored result was given again, and nothing was billed. */
  'analysis.replayed': {
    readonly resultId: string;
    /** The result of another user of the tenant that this one is a copy of. */
    readonly sourceId: string | null;
    readonly model: string;
    /** What Claude billed for it the first time. */
    readonly savedPicoUsd: bigint | null;
    /** Whether a request was sent again under its idempotency key. */
    readonly isIdempotentReplay: boolean;
  };
  /** A request was told of an error. */
  'analysis.failed': Failure & {
    /** What there is of an answer all the same: one that was refused, or broken off. */
    readonly resultId: string | null;
  };
  'result.deleted': { readonly resultId: string };
  'conversation.created': {
    readonly conversationId: string;
    /** The conversation that it was forked from. */
    readonly sourceId: string | null;
    readonly model: string;
  };
  /** Its `fields` were changed; what to is to be read. */
  'conversation.changed': { readonly conversationId: string; readonly fields: readonly string[] };
  /** With all its messages. */
  'conversation.deleted': { readonly conversationId: string };
  /** A user's message is stored; its answer is asked for next. */
  'message.created': {
    readonly conversationId: string;
    readonly messageId: string;
    readonly parentId: string | null;
    readonly size: number;
  };
  /** An answer to a message is stored, whole. */
  'message.completed': AnswerEventPayload & {
    readonly conversationId: string;
    readonly messageId: string;
    readonly userMessageId: string;
  };
  'message.failed': Failure & {
    readonly conversationId: string;
    /** What there is of an answer all the same: one that was refused, or broken off. */
    readonly messageId: string | null;
  };
  /** A request to Claude has ended. Of an erased user's, `userId` is the pseudonym that the journal has. */
  'call.settled': CallEventPayload;
  /** A call was refused before it was sent. `userId` is who asked. */
  'budget.exceeded': BudgetEventPayload & {
    /** Whose budget it is: the user's, or `null` for the tenant's. */
    readonly holderId: string | null;
    /** The most that the call could have cost; `null` where no price is known. */
    readonly worstPicoUsd: bigint | null;
    /** When a new period begins. */
    readonly resetsAt: Date;
  };
  /** `userId` is `null` where it is the tenant's. */
  'budget.changed': BudgetEventPayload;
  'budget.removed': EmptyEventPayload;
  /** `fields` are set now, all others are not. */
  'preferences.changed': { readonly version: number; readonly fields: readonly string[] };
  'key.created': { readonly keyId: string; readonly role: string; readonly expiresAt: Date | null };
  'key.revoked': { readonly keyId: string };
  'hold.set': EmptyEventPayload;
  'hold.released': EmptyEventPayload;
  /** It is asked for and begun, or one that is under way is asked for again. */
  'erasure.requested': { readonly erasureId: string };
  /** Nothing is left of `userId`. This is the last time that Reprise says the name: keep it nowhere. */
  'user.erased': { readonly erasureId: string; readonly counts: Readonly<Record<string, number>> };
}

export type RepriseEventType = keyof RepriseEventMap;

/** What every event says. */
interface Happened {
  /** When it was committed, as this process knows; of a failure, when it was told. */
  readonly at: Date;
  readonly tenantId: string;
  /** Whose it is; `null`: the tenant's. */
  readonly userId: string | null;
}

/** One kind of event, or any: `switch (event.type)` tells which. */
export type RepriseEvent<Type extends RepriseEventType = RepriseEventType> = {
  [Name in Type]: Happened & { readonly type: Name } & RepriseEventMap[Name];
}[Type];

type EmptyEventPayload = Readonly<Record<never, never>>;

interface AnswerEventPayload {
  /** The model that was asked for. */
  readonly model: string;
  readonly stopReason: string | null;
  /** Every token that was billed for it. */
  readonly tokensUsed: number;
  readonly costPicoUsd: bigint | null;
  readonly inputSize: number;
  readonly outputSize: number;
}

interface Failure {
  /** The error's own `code`; `aborted` for a caller who left, `internal_error` for what is none of Reprise's errors. */
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
  /** 1 for the first time the request was sent, 2 for its first retry, … */
  readonly attempt: number;
  readonly startedAt: Date;
  /** `interrupted`: the lease of the process that sent it ran out, and what Claude did is not known. */
  readonly outcome: 'succeeded' | 'failed' | 'aborted' | 'interrupted';
  readonly errorCode: string | null;
  /** Whether it was `interrupted` before: what it cost has come to be known after all. */
  readonly isLate: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheCreationInputTokens: number;
  readonly cacheReadInputTokens: number;
  /** `null` also where Claude gave no reply that it bills. */
  readonly costPicoUsd: bigint | null;
}
