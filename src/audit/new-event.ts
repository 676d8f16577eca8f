import { randomBytes } from 'node:crypto';
import { type AuditEntry, currentlyActing, type Reach } from '../common/index.js';
import { toStorable } from '../database/index.js';
import { personDigest, saltedDigest } from './chain/leaf.js';
import type { AuditEvent } from './entities/audit-event.entity.js';

/** A record of what is being done, by whoever is acting. @param nextId gives an id where the request has none left */
export function newEvent(of: Reach, entry: AuditEntry, at: Date, nextId: () => string): AuditEvent {
  const acting = currentlyActing();
  const salt = randomBytes(16).toString('hex');
  const digestOf = (text: string | undefined) => (text === undefined ? null : saltedDigest(salt, text));
  const named = {
    ...{ actorRole: acting?.identity.role ?? null, actorSubject: bounded(acting?.identity.subject, 256) },
    ...{ actorAddress: bounded(acting?.address, 64), requestId: bounded(acting?.requestId, 128) },
    userId: bounded(of.userId, 128),
  };
  return {
    ...{ id: entry.id ?? takeAuditId(nextId), tenantId: toStorable(of.tenantId.slice(0, 128)), seq: null, at },
    ...{ action: entry.action, outcome: entry.outcome ?? 'done', ...named },
    ...{ actorKeyId: bounded(acting?.identity.keyId, 36), subjectId: bounded(entry.subjectId, 64) },
    ...{ callIds: entry.callIds ?? [], detail: entry.detail ?? {} },
    ...{ sentDigest: digestOf(entry.sent), receivedDigest: digestOf(entry.received), salt },
    personDigest: personDigest(salt, {
      ...{ role: named.actorRole, user_id: named.userId, request_id: named.requestId },
      ...{ subject: named.actorSubject, address: named.actorAddress },
    }),
    erasureId: null,
  };
}

/** The id that was reserved for the request, unless it is taken. */
export function takeAuditId(nextId: () => string): string {
  const acting = currentlyActing();
  if (acting?.auditId === undefined || acting.isAuditIdTaken) return nextId();
  acting.isAuditIdTaken = true;
  return acting.auditId;
}

/** As much of it as its column holds: what a host calls its users and keys is its own affair, and must not stop the trail. */
function bounded(text: string | null | undefined, length: number): string | null {
  return text === null || text === undefined ? null : toStorable(text.slice(0, length));
}
