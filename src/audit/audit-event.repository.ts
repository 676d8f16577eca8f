import { Injectable } from '@nestjs/common';
import { insertRows, UnitOfWork } from '../database/index.js';
import { AuditEvent } from './entities/audit-event.entity.js';

@Injectable()
export class AuditEventRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Records of whoever each of them names. */
  add(events: readonly AuditEvent[]): Promise<void> {
    return this.unitOfWork.write((db) => insertRows(db, AuditEvent, events));
  }

  /** The same, but for those that are there already: of a commit whose answer was lost nobody knows whether it is done. */
  addNew(events: readonly AuditEvent[]): Promise<void> {
    return this.unitOfWork.write((db) => insertRows(db, AuditEvent, events, ' ON CONFLICT (id) DO NOTHING'));
  }
}
