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

/** How long a noted read waits for others to be committed with, in milliseconds. */
export const FLUSH_WITHIN_MS = 1_000;
/** How many do not wait any longer. */
export const FLUSH_AT = 500;
/** How many may wait while the database takes none; then whoever reads is told to come back. */
export const MAX_WAITING = 10_000;

/** Keeps the trail in the database. */
@Injectable()
export class DatabaseAuditTrail extends AuditTrail implements BeforeApplicationShutdown {
  private readonly logger: Log;
  private waiting: AuditEvent[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | null = null;
  /** Bound here, outside of every transaction: what is noted inside of one must not be written by it once it has ended. */
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

  async record(of: AccessScope, entry: AuditEntry): Promise<string> {
    const event = this.event(of, entry);
    const acting = currentlyActing();
    await this.events.add([event]);
    if (acting) this.unitOfWork.afterCommit(() => (acting.recordId = event.id));
    return event.id;
  }

  note(of: AccessScope, entry: AuditEntry): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) return Promise.reject(new DatabaseUnavailableError());
    const event = this.event(of, entry);
    const acting = currentlyActing();
    if (acting) acting.recordId = event.id;
    this.waiting.push(event);
    if (this.waiting.length >= FLUSH_AT) this.flushApart();
    else this.timer ??= setTimeout(this.flushApart, FLUSH_WITHIN_MS).unref();
    return Promise.resolve();
  }

  /** How many reads wait to be committed. */
  get waitingCount(): number {
    return this.waiting.length;
  }

  /** Commits everything that was noted so far. @throws DatabaseUnavailableError; what was noted is kept for the next time */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // Whoever asks while a flush is under way may have noted something since.
    await this.flushing?.catch(() => undefined);
    this.flushing ??= this.write().finally(() => (this.flushing = null));
    await this.flushing;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush().catch(() => undefined);
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const some = this.waiting.slice(0, FLUSH_AT);
      try {
        await this.unitOfWork.run(() => this.events.addNew(some));
      } catch (error) {
        this.logger.warn(`${this.waiting.length} reads are not recorded yet: the database does not take them`);
        this.timer ??= setTimeout(this.flushApart, FLUSH_WITHIN_MS).unref();
        throw error;
      }
      this.waiting = this.waiting.slice(some.length);
    }
  }

  private event(of: AccessScope, entry: AuditEntry): AuditEvent {
    return newEvent(of, entry, this.clock.now(), () => this.ids.next());
  }
}
