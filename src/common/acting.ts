import { AsyncLocalStorage } from 'node:async_hooks';
import type { Identity } from './identity.js';

/** Who is acting, and from where; what is recorded of it is what a compliance officer will read. */
export interface Acting {
  readonly identity: Identity;
  /** The client's address; `null` where nobody asked over a network. */
  readonly address: string | null;
  /** The request's own name, as `X-Request-Id` has it. */
  readonly requestId: string | null;
  /** The id of the record of what the request changes, known before it is written so that a stream can begin with it. */
  readonly auditId: string;
  /** Whether a record has that id: the first one takes it. */
  isAuditIdTaken: boolean;
}

const current = new AsyncLocalStorage<Acting>();

/** Runs work, and whatever comes of it, in somebody's name. */
export function actingAs<T>(acting: Acting, work: () => T): T {
  return current.run(acting, work);
}

/** In whose name this runs; `undefined` where nobody asked for it, as in work that Reprise does by itself. */
export function currentlyActing(): Acting | undefined {
  return current.getStore();
}
