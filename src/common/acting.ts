import { AsyncLocalStorage } from 'node:async_hooks';
import type { Identity } from './identity.js';

/** Who is acting, and from where; what is recorded of it is what a compliance officer will read. */
export interface Acting {
  readonly identity: Identity;
  /** The client's address; `null` where nobody asked over a network. */
  readonly address: string | null;
  /** The request's own name, as `X-Request-Id` has it. */
  readonly requestId: string | null;
  /** An id for the record of how the request ends, known before that so that a stream can begin with it. @default none */
  readonly auditId?: string | undefined;
  /** Whether a record has that id, or is to have it. */
  isAuditIdTaken?: boolean;
  /** The last record of the request that is surely there: committed, or noted. */
  recordId?: string | undefined;
}

const current = new AsyncLocalStorage<Acting>();

/**
 * Runs work, and whatever comes of it, in somebody's name: what is recorded of it says so. The routes do it by themselves; a
 * host that calls the services does it where it knows who asks, or nobody is named. It records, and decides nothing: what
 * the services may touch is what `owner` or `scope` says.
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

/** In whose name this runs; `undefined` where nobody asked for it, as in work that Reprise does by itself. */
export function currentlyActing(): Acting | undefined {
  return current.getStore();
}
