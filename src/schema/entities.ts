import type { EntitySchema } from 'typeorm';
import { Result } from '../analysis/entities/result.entity.js';
import { AuditEvent } from '../audit/entities/audit-event.entity.js';
import { AuditSeal } from '../audit/entities/audit-seal.entity.js';
import { Budget } from '../budgets/entities/budget.entity.js';
import { Lock } from '../locks/entities/lock.entity.js';
import { Conversation } from '../conversations/entities/conversation.entity.js';
import { Message } from '../conversations/entities/message.entity.js';
import { DatabaseIdentity } from '../database/entities/database-identity.entity.js';
import { Lease } from '../database/entities/lease.entity.js';
import { checkedPrefix, type TablePrefixOptions } from '../database/table-prefix.js';
import { DataKey } from '../encryption/entities/data-key.entity.js';
import { LegalHold } from '../holds/entities/legal-hold.entity.js';
import { ApiKey } from '../identity/entities/api-key.entity.js';
import { Call } from '../journal/entities/call.entity.js';
import { Replay } from '../journal/entities/replay.entity.js';
import { UsageDay } from '../journal/entities/usage-day.entity.js';
import { Erasure } from '../privacy/entities/erasure.entity.js';
import { UserPreferences } from '../preferences/entities/user-preferences.entity.js';
import { prefixedEntity } from './prefixed-entity.js';

/** All entities of Reprise, for the DataSource of the service or of a host. */
export const REPRISE_ENTITIES = [
  Result,
  Call,
  Replay,
  UsageDay,
  Lock,
  Conversation,
  Message,
  ApiKey,
  UserPreferences,
  Budget,
  AuditEvent,
  AuditSeal,
  Lease,
  LegalHold,
  Erasure,
  DataKey,
  DatabaseIdentity,
] as const;

/**
 * The entities for tables with a name prefix. Use them with a `DatabaseModule.using` that has the same prefix.
 * @throws Error if the prefix is not valid
 */
export function repriseEntities(options: TablePrefixOptions = {}): ((new () => object) | EntitySchema)[] {
  const prefix = checkedPrefix(options);
  return REPRISE_ENTITIES.map((entity) => (prefix === '' ? entity : prefixedEntity(entity, prefix)));
}
