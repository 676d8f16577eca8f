import { Injectable } from '@nestjs/common';
import { Database, sql } from '../database/index.js';
import { AuditEvent } from './entities/audit-event.entity.js';

@Injectable()
export class AuditEventRepository {
  constructor(private readonly db: Database) {}

  /** @param events each names its owner */
  add(events: readonly AuditEvent[]): Promise<void> {
    return this.db.insert(AuditEvent, events);
  }

  /** Adds those that are not stored yet: a commit whose answer was lost may have stored them, or not. */
  addNew(events: readonly AuditEvent[]): Promise<void> {
    return this.db.insert(AuditEvent, events, { onConflict: sql`(id) DO NOTHING` });
  }
}
