import { AsyncResource } from 'node:async_hooks';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  AuditDraft,
  type AuditEntry,
  AuditTrail,
  Clock,
  currentlyActing,
  IdGenerator,
  type Log,
  Logs,
  type AccessScope,
} from '../common/index.js';
import { DatabaseUnavailableError, UnitOfWork } from '../database/index.js';
import { AuditEventRepository } from './audit-event.repository.js';
import type { AuditEvent } from './entities/audit-event.entity.js';
import { newEvent, takeAuditId } from './new-event.js';

/** Longest time that a noted record waits to be committed with others, in milliseconds. */
export const FLUSH_WITHIN_MS = 1_000;
/** Number of waiting records at which they are committed at once. */
export const FLUSH_AT = 500;
/** Maximum number of waiting records. Beyond it, reads fail with `DatabaseUnavailableError`. */
export const MAX_WAITING = 10_000;

/** Stores audit records in the database. */
@Injectable()
export class DatabaseAuditTrail extends AuditTrail implements BeforeApplicationShutdown {
  private readonly logger: Log;
  private waiting: AuditEvent[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | null = null;
  /**
   * Bound to the context of the constructor, which is outside of every transaction. Otherwise a flush that was scheduled
   * inside a transaction would try to write in it after it has ended.
   */
  private readonly flushApart = AsyncResource.bind(() => void this.flush().catch(() => undefined));

  constructor(
    private readonly events: AuditEventRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    logs: Logs,
  ) {
    super();
    this.logger = logs.of(DatabaseAuditTrail);
  }

  override draft(): AuditDraft {
    return new AuditDraft(takeAuditId(() => this.ids.next()));
  }

  async record(scope: AccessScope, entry: AuditEntry): Promise<string> {
    const event = this.event(scope, entry);
    const acting = currentlyActing();
    await this.events.add([event]);
    if (acting) this.unitOfWork.afterCommit(() => (acting.recordId = event.id));
    return event.id;
  }

  note(scope: AccessScope, entry: AuditEntry): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) return Promise.reject(new DatabaseUnavailableError());
    const event = this.event(scope, entry);
    const acting = currentlyActing();
    if (acting) acting.recordId = event.id;
    this.waiting.push(event);
    if (this.waiting.length >= FLUSH_AT) this.flushApart();
    else this.timer ??= setTimeout(this.flushApart, FLUSH_WITHIN_MS).unref();
    return Promise.resolve();
  }

  /** Number of noted records that are not committed yet. */
  get waitingCount(): number {
    return this.waiting.length;
  }

  /** Commits all records noted so far. @throws DatabaseUnavailableError; the records are kept for the next flush */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // Records may have been noted after a running flush began, so a new flush follows it.
    await this.flushing?.catch(() => undefined);
    this.flushing ??= this.write().finally(() => (this.flushing = null));
    await this.flushing;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush().catch(() => undefined);
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, FLUSH_AT);
      try {
        await this.unitOfWork.run(() => this.events.addNew(batch));
      } catch (error) {
        this.logger.warn(`${this.waiting.length} audit records of reads could not be written; they will be retried`);
        this.timer ??= setTimeout(this.flushApart, FLUSH_WITHIN_MS).unref();
        throw error;
      }
      this.waiting = this.waiting.slice(batch.length);
    }
  }

  private event(scope: AccessScope, entry: AuditEntry): AuditEvent {
    return newEvent(scope, entry, this.clock.now(), () => this.ids.next());
  }
}
