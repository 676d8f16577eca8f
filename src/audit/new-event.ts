import { randomBytes } from 'node:crypto';
import { type AuditEntry, currentlyActing, type AccessScope } from '../common/index.js';
import { toStorable } from '../database/index.js';
import { personDigest, saltedDigest } from './chain/leaf.js';
import type { AuditEvent } from './entities/audit-event.entity.js';

/** A record of what is being done, by whoever is acting. @param nextId gives an id where the request has none left */
export function newEvent(of: AccessScope, entry: AuditEntry, at: Date, nextId: () => string): AuditEvent {
  const acting = currentlyActing();
  const salt = newSalt();
  const actorRole = acting?.identity.role ?? null;
  const actorSubject = bounded(acting?.identity.subject, 256);
  const actorAddress = bounded(acting?.address, 64);
  const requestId = bounded(acting?.requestId, 128);
  const userId = bounded(of.userId, 128);
  // One field after the other: this is done for each request, and spreading takes 45 µs (docs/performance.md).
  return {
    id: entry.id ?? takeAuditId(nextId),
    tenantId: toStorable(of.tenantId.slice(0, 128)),
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
