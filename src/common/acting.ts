import { AsyncLocalStorage } from 'node:async_hooks';
import type { Identity } from './identity.js';

/** The actor of an operation, as it is written to audit records. */
export interface Acting {
  readonly identity: Identity;
  /** The client's IP address; `null` without a network request. */
  readonly address: string | null;
  /** The value of `X-Request-Id`; `null` without one. */
  readonly requestId: string | null;
  /**
   * Id reserved for the audit record of the request's outcome, so that a stream can send it before the record is
   * written. @default none
   */
  readonly auditId?: string | undefined;
  /** Whether the reserved id has been used. */
  isAuditIdTaken?: boolean;
  /** The id of the last audit record of the request that was committed or noted. */
  recordId?: string | undefined;
}

const current = new AsyncLocalStorage<Acting>();

/**
 * Runs work, including its asynchronous continuations, with an actor that audit records name. Reprise's routes set it
 * themselves. A host that calls the services should set it; otherwise records name no actor. It does not authorize
 * anything: `owner` and `scope` determine what a service may access.
 * @example
 * ```ts
 * // A queue's worker, for a job that a user of the tenant asked for:
 * const identity = { tenantId: job.tenantId, subject: 'report-worker', role: 'service', userId: null, keyId: null } as const;
 * const acting = { identity, address: null, requestId: job.id };
 * const owner = { tenantId: job.tenantId, userId: job.userId };
 * await actingAs(acting, () => analyses.analyze(owner, { text: job.text }, { idempotencyKey: job.id }));
 * ```
 */
export function actingAs<T>(acting: Acting, work: () => T): T {
  return current.run(acting, work);
}

/** The current actor; `undefined` in background work, and in calls of a host that sets none. */
export function currentlyActing(): Acting | undefined {
  return current.getStore();
}
