import { randomBytes } from 'node:crypto';
import { type Acting, type AuditEntry, currentlyActing, type Reach } from '../common/index.js';
import { personDigest, saltedDigest } from './chain/leaf.js';
import type { AuditEvent } from './entities/audit-event.entity.js';

/** A record of what is being done, by whoever is acting. @param nextId gives an id where the request has none left */
export function newEvent(of: Reach, entry: AuditEntry, at: Date, nextId: () => string): AuditEvent {
  const acting = currentlyActing();
  const salt = randomBytes(16).toString('hex');
  const digestOf = (text: string | undefined) => (text === undefined ? null : saltedDigest(salt, text));
  const named = {
    ...{ actorRole: acting?.identity.role ?? null, actorSubject: acting?.identity.subject ?? null },
    ...{ actorAddress: acting?.address ?? null, requestId: acting?.requestId ?? null, userId: of.userId },
  };
  return {
    ...{ id: idOf(acting, nextId), tenantId: of.tenantId, seq: null, at },
    ...{ action: entry.action, outcome: entry.outcome ?? 'done', ...named },
    ...{ actorKeyId: acting?.identity.keyId ?? null, subjectId: entry.subjectId ?? null },
    ...{ callIds: entry.callIds ?? [], detail: entry.detail ?? {} },
    ...{ sentDigest: digestOf(entry.sent), receivedDigest: digestOf(entry.received), salt },
    personDigest: personDigest(salt, {
      ...{ role: named.actorRole, user_id: named.userId, request_id: named.requestId },
      ...{ subject: named.actorSubject, address: named.actorAddress },
    }),
    erasureId: null,
  };
}

/** The id that the answer has named already belongs to the first record of its request. */
function idOf(acting: Acting | undefined, nextId: () => string): string {
  if (acting === undefined || acting.isAuditIdTaken) return nextId();
  acting.isAuditIdTaken = true;
  return acting.auditId;
}
