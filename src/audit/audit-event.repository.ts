import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/index.js';
import { AuditEvent } from './entities/audit-event.entity.js';

/** How many rows are inserted by one statement: 20 values each, fewer in all than either database takes. */
const INSERTED_AT_ONCE = 500;

@Injectable()
export class AuditEventRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Records of whoever each of them names. */
  add(events: readonly AuditEvent[]): Promise<void> {
    return this.unitOfWork.write(async (db) => {
      for (let start = 0; start < events.length; start += INSERTED_AT_ONCE) {
        await db.insert<object>(AuditEvent, events.slice(start, start + INSERTED_AT_ONCE));
      }
    });
  }

  /** The same, but for those that are there already: of a commit whose answer was lost nobody knows whether it is done. */
  addNew(events: readonly AuditEvent[]): Promise<void> {
    return this.unitOfWork.write(async (db) => {
      for (let start = 0; start < events.length; start += INSERTED_AT_ONCE) {
        const some: object[] = events.slice(start, start + INSERTED_AT_ONCE);
        await db.createQueryBuilder().insert().into(AuditEvent).values(some).orIgnore().updateEntity(false).execute();
      }
    });
  }
}
