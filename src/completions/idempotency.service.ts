import { Injectable } from '@nestjs/common';
import {
  AppError,
  type AppErrorDetail,
  type ErrorKind,
  type Owner,
  type AccessScope,
  sha256,
} from '../common/index.js';
import { ContentEncryption } from '../encryption/index.js';
import { type LockHandle, LocksService } from '../locks/index.js';
import { IdempotencyKeyReusedError } from './completions.errors.js';

/** A client's own name for one request, so that sending it again does not do it again. */
export interface IdempotentRequest {
  readonly key: string;
  /** Everything that was asked for; the same key with anything else is a mistake. */
  readonly content: unknown;
  /** The namespace of the key: a caller that is bound to one user has keys of its own. @default all callers of the tenant share one */
  readonly scope?: AccessScope | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Remembers under a key how its request ended, in the transaction in which it ends. */
export interface OutcomeRecorder<O> {
  succeeded(outcome: O): Promise<void>;
  /** With an error that a repeat gets too, since it was paid for. */
  failed(error: AppError): Promise<void>;
}

export interface IdempotentWork<O extends object, T> {
  /** Does it, and tells the recorder how it ended. */
  perform(recorder: OutcomeRecorder<O>): Promise<T>;
  /** The same answer again, from the outcome. */
  recall(outcome: O): Promise<T>;
}

/** Longer than the 24 hours that are promised. */
export const REMEMBER_MS = 48 * 3_600_000;

/** Errors that are the request's own doing: sending it again cannot help, and gets the same answer. */
const LASTING: ReadonlySet<ErrorKind> = new Set(['invalid', 'too_large']);

interface Stored<O> {
  readonly done?: O;
  readonly error?: RecalledProblem;
}

interface RecalledProblem {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly title: string;
  readonly message: string;
  readonly detail: AppErrorDetail;
}

@Injectable()
export class IdempotencyService {
  constructor(
    private readonly locks: LocksService,
    private readonly encryption: ContentEncryption,
  ) {}

  /**
   * Does the work once for this key of this caller, on whichever replica; a repeat waits for it and gets its outcome.
   * Work that failed and was not billed is forgotten, so that a repeat tries again.
   * @throws IdempotencyKeyReusedError
   */
  async once<O extends object, T>(
    owner: Owner,
    request: IdempotentRequest,
    work: IdempotentWork<O, T>,
  ): Promise<{ value: T; replayed: boolean }> {
    const id = sha256(JSON.stringify(['idempotency', owner.tenantId, request.scope?.userId ?? null, request.key]));
    const fingerprint = await this.encryption.digest(owner, request.content);
    const look = () => this.look<O>(owner, id, fingerprint);
    const answer = await this.locks.holdOrFind(owner, { id, fingerprint, signal: request.signal }, look);
    if ('held' in answer) return { value: await this.perform(owner, answer.held, work), replayed: false };
    const { done, error } = answer.found;
    if (error) throw new RecalledError(error);
    return { value: await work.recall(done as O), replayed: true };
  }

  private async look<O>(owner: Owner, id: string, fingerprint: string): Promise<Stored<O> | null> {
    const lock = await this.locks.find(owner, id, fingerprint);
    if (lock && lock.fingerprint !== fingerprint) throw new IdempotencyKeyReusedError();
    return lock?.outcome ? lock.outcome : null;
  }

  private perform<O extends object, T>(owner: Owner, held: LockHandle, work: IdempotentWork<O, T>): Promise<T> {
    const keep = (stored: Stored<O>) => this.locks.release(owner, held, { outcome: stored, forMs: REMEMBER_MS });
    const recorder: OutcomeRecorder<O> = {
      succeeded: (done) => keep({ done }),
      failed: (error) => keep({ error: toStored(error) }),
    };
    return this.locks.during(owner, held, async () => {
      try {
        return await work.perform(recorder);
      } catch (error) {
        // What the client has to know is the error itself, also where it could not be kept.
        if (isLasting(error)) await recorder.failed(error).catch(() => undefined);
        throw error;
      }
    });
  }
}

function isLasting(error: unknown): error is AppError {
  return error instanceof AppError && LASTING.has(error.kind);
}

/** An error that the first request got, told again. */
class RecalledError extends AppError {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly title: string;

  constructor({ code, kind, title, message, detail }: RecalledProblem) {
    super(message, { ...detail, isIdempotentReplay: true });
    this.code = code;
    this.kind = kind;
    this.title = title;
  }
}

function toStored({ code, kind, title, message, detail }: AppError): RecalledProblem {
  const { errors, requestId, resultId, messageId, retryAfterSeconds } = detail;
  return {
    code,
    kind,
    title,
    message,
    detail: {
      ...(errors && { errors }),
      ...(requestId && { requestId }),
      ...(resultId && { resultId }),
      ...(messageId && { messageId }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  };
}
