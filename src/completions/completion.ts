import type { BilledEnd, ClaudeRequest } from '../claude/index.js';
import type {
  AccessScope,
  AppError,
  AuditDraft,
  AuditEntry,
  RepriseEventMap,
  RepriseEventType,
} from '../common/index.js';
import type { AskOptions, CallPurpose, ReplayJournal } from '../journal/index.js';

/** An event for the host: what it says is the request's affair, when it is emitted the pipeline's. */
export type HostEvent = {
  [Type in RepriseEventType]: { readonly type: Type; readonly payload: RepriseEventMap[Type] };
}[RepriseEventType];

/**
 * What one kind of request has of its own; `T` is what its caller gets. Everything here is asked in this order: the
 * idempotency key, the plan, a stored answer, the lock, the exchange with Claude.
 */
export interface Completion<T> {
  /** The public method, for the error that a call inside a transaction gets. */
  readonly name: string;
  /** What is recorded when the request fails and nothing is stored of it. */
  readonly asked: AuditEntry;
  /** What the host hears when the request fails. */
  readonly failed: (error: unknown) => HostEvent;
  /** @default a request that comes twice is done twice */
  readonly repeats?: Repeats<T> | undefined;
  /** Gives the request up: whatever waits stops waiting, and Claude is cut short. @default none */
  readonly signal?: AbortSignal | undefined;
  /** Outside of any transaction, and under the idempotency key. */
  readonly plan: () => Promise<Plan<T>>;
}

/** A caller's own name for a request, and how an answer is remembered under it; `R` is JSON. */
export interface Repeats<T, R extends object = object> {
  readonly key: string;
  /** Everything that was asked for: the same key with anything else is a mistake. */
  readonly content: unknown;
  /** Who sends it: a caller that acts for one user only shares its keys with no other one. @default every caller of the tenant */
  readonly scope?: AccessScope | undefined;
  /** What leads to the answer again: ids, no content. */
  remember(value: T): R;
  /** The same answer again. @throws NotFoundError where it was deleted */
  recall(remembered: R): Promise<Recalled<T>>;
}

/** An answer that was given before, and how it is recorded and told that it is given again. */
export interface Recalled<T> {
  readonly value: T;
  readonly entry: AuditEntry;
  readonly event?: HostEvent | undefined;
}

/** How a request is answered. With neither `shared` nor `exclusive` nothing is locked. */
export interface Plan<T> {
  readonly shared?: SharedAnswers<T> | undefined;
  readonly exclusive?: ExclusiveLock | undefined;
  /** Makes the request to Claude, under the lock. May commit rows of its own, and may ask Claude for what it needs. */
  readonly exchange: (running: Running) => Promise<Exchange<T>>;
}

/** Stored answers stand for a new one, and of identical requests at once one asks Claude. */
export interface SharedAnswers<T> {
  /** SHA-256 of everything that makes two requests identical. */
  readonly lockId: string;
  /** Looks for a stored answer: before the lock is taken, while it is waited for, and once it is taken. */
  readonly find: () => Promise<StoredAnswer<T> | null>;
}

/** One request at a time; each has an answer of its own. */
export interface ExclusiveLock {
  /** SHA-256 of what is locked. */
  readonly lockId: string;
  /** How long to wait for the request before, in milliseconds. 0 does not wait. */
  readonly waitMs: number;
  /** What the caller is told when the lock is not free by then. */
  readonly busy: () => AppError;
}

/** A stored answer that may be given instead of a new one. */
export interface StoredAnswer<T> {
  /** Whether it is given as it is. Else `take` writes rows for it, and runs in a transaction. */
  readonly isOwn: boolean;
  /** @returns `null` where it has been deleted meanwhile */
  readonly take: () => Promise<Replay<T> | null>;
}

/** A stored answer that is given. */
export interface Replay<T> extends Recalled<T> {
  /** What the journal counts. */
  readonly counted: Parameters<ReplayJournal['note']>[1];
  /** Whether `take` has written rows for it: then it is recorded in their transaction, else noted afterwards. */
  readonly isCopy: boolean;
}

/** A request that is being answered. */
export interface Running {
  readonly draft: AuditDraft;
  /**
   * Says, in the surrounding transaction, what the holder of the lock is at (SHA-256), for `LocksService.isHeld`.
   * @returns whether the lock is still held; if so, no other request can take it until that transaction ends
   */
  readonly keepLock: (what: string) => Promise<boolean>;
}

/** Whatever the journal can tell of an answer that is being written. */
export type AnswerListener = Omit<AskOptions, 'signal' | 'onCall'>;

/** A request to Claude, and what is made of its answer. */
export interface Exchange<T> {
  readonly kind: CallPurpose['kind'];
  readonly request: ClaudeRequest;
  /** What the journal tells identical requests by. @default a digest of the request */
  readonly requestDigest?: string | undefined;
  /** What of the answer is heard as it comes; asks for a stream. @param id of the answer. @default nothing */
  readonly listener?: ((id: string) => AnswerListener) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Makes the answer of what Claude said, before the transaction that stores it. @param id of the answer */
  readonly toAnswer: (end: BilledEnd, id: string) => Answer<T> | Promise<Answer<T>>;
}

/** What is stored of an exchange: also where Claude refused, or was cut short. */
export interface Answer<T> {
  readonly value: T;
  /** Whether it may be given to identical requests; those that wait for it else ask for their own. @default false */
  readonly isReplayable?: boolean | undefined;
  /** What is recorded. The pipeline adds the outcome, the calls and the record's id. */
  readonly entry: AuditEntry;
  /** What the host hears of a whole answer. */
  readonly completed?: HostEvent | undefined;
  /** What the caller is told where Claude refused. @default the answer */
  readonly refused?: (() => AppError) | undefined;
  /**
   * Stores the rows, in the transaction in which the call ends. May be run twice, and then the first time has come to nothing.
   * @returns the error to tell where what they belong to is gone: then nothing of the answer is stored, and the call is billed
   */
  readonly persist: () => Promise<AppError | null>;
}

/** How a request was answered. */
export interface Completed<T> {
  readonly value: T;
  /** By Claude, by a stored answer, or by the answer to an earlier request with the same idempotency key. */
  readonly from: 'claude' | 'store' | 'key';
  /** Whether another request was asking the same when this one came, and the answer is that one's. */
  readonly hasWaited: boolean;
}
