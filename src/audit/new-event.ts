import { randomBytes } from 'node:crypto';
import { type AuditEntry, currentlyActing, type AccessScope } from '../common/index.js';
import { toStorable } from '../database/index.js';
import { personDigest, saltedDigest } from './chain/leaf.js';
import type { AuditEvent } from './entities/audit-event.entity.js';

/** An audit record of an action of the current caller. @param nextId returns an id if the request has none reserved */
export function newEvent(scope: AccessScope, entry: AuditEntry, at: Date, nextId: () => string): AuditEvent {
  const acting = currentlyActing();
  const salt = newSalt();
  const actorRole = acting?.identity.role ?? null;
  const actorSubject = bounded(acting?.identity.subject, 256);
  const actorAddress = bounded(acting?.address, 64);
  const requestId = bounded(acting?.requestId, 128);
  const userId = bounded(scope.userId, 128);
  // Lists the fields, because this runs for each request and spreading takes 45 µs (docs/performance.md).
  return {
    id: entry.id ?? takeAuditId(nextId),
    tenantId: toStorable(scope.tenantId.slice(0, 128)),
    seq: null,
    at,
    action: entry.action,
    outcome: entry.outcome ?? 'done',
    actorRole,
    actorKeyId: bounded(acting?.identity.keyId, 36),
    actorSubject,
    actorAddress,
    requestId,
    userId,
    subjectId: bounded(entry.subjectId, 64),
    callIds: entry.callIds ?? [],
    detail: entry.detail ?? {},
    sentDigest: entry.sent === undefined ? null : saltedDigest(salt, entry.sent),
    receivedDigest: entry.received === undefined ? null : saltedDigest(salt, entry.received),
    salt,
    personDigest: personDigest(salt, {
      role: actorRole,
      user_id: userId,
      request_id: requestId,
      subject: actorSubject,
      address: actorAddress,
    }),
    erasureId: null,
  };
}

/** 128 random bits. */
function newSalt(): string {
  return randomBytes(16).toString('hex');
}

/** Takes the id that was reserved for the request, or a new one if that is used. */
export function takeAuditId(nextId: () => string): string {
  const acting = currentlyActing();
  if (acting?.auditId === undefined || acting.isAuditIdTaken) return nextId();
  acting.isAuditIdTaken = true;
  return acting.auditId;
}

/** Cuts a text to the length of its column, so that long names of a host's users and keys do not fail the record. */
function bounded(text: string | null | undefined, length: number): string | null {
  return text === null || text === undefined ? null : toStorable(text.slice(0, length));
}
