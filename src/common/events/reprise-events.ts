import { AsyncResource } from 'node:async_hooks';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock.js';
import { errorName } from '../errors.js';
import { type Log, Logs } from '../logs.js';
import type { AccessScope } from '../owner.js';
import type { RepriseEvent, RepriseEventMap, RepriseEventType } from './event-map.js';

/** Called with an event. The caller does not wait for it; its errors and rejections are logged. */
export type RepriseListener<Type extends RepriseEventType = RepriseEventType> = (
  event: RepriseEvent<Type>,
) => void | Promise<void>;

/** How long a shutdown waits for promises of listeners, in milliseconds. */
const LISTENERS_MS = 5_000;

/**
 * Delivers events to the host: after the commit, in the committing process, in commit order, at most once. An event is
 * lost if the process dies between the commit and its delivery; the audit trail and the journal are complete. Events
 * contain ids, counts and settings, but never content of users or Claude, and no keys.
 */
@Injectable()
export class RepriseEvents implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly log: Log;
  private readonly listeners = new Set<{
    readonly type: RepriseEventType | null;
    readonly listener: RepriseListener;
  }>();
  private readonly working = new Set<Promise<void>>();
  private waiting: RepriseEvent[] = [];
  /** Bound to the constructor's context, so that listeners do not run in the context of a request or a transaction. */
  private readonly deliverApart = AsyncResource.bind(() => this.deliver());

  constructor(
    @Inject(Clock) private readonly clock: Clock,
    logs: Logs,
  ) {
    this.log = logs.of(RepriseEvents);
  }

  /**
   * Subscribes to one type of event.
   * @returns a function that ends the subscription
   */
  on<Type extends RepriseEventType>(type: Type, listener: RepriseListener<Type>): () => void {
    return this.add(type, listener as RepriseListener);
  }

  /**
   * Subscribes to all events, including types that later versions add. @returns a function that ends the subscription
   */
  onAny(listener: RepriseListener): () => void {
    return this.add(null, listener);
  }

  /** Used by Reprise's modules after a commit. Listeners run asynchronously, after the caller has continued. */
  emit<Type extends RepriseEventType>(
    type: Type,
    { tenantId, userId }: AccessScope,
    payload: RepriseEventMap[Type],
  ): void {
    if (this.listeners.size === 0) return;
    const event = { type, at: this.clock.now(), tenantId, userId, ...payload } as unknown as RepriseEvent;
    if (this.waiting.push(event) === 1) setImmediate(this.deliverApart);
  }

  /** Delivers the events of committed changes before the process ends. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.finish();
  }

  /** Delivers the events of requests and background work that ended during the shutdown. */
  async onApplicationShutdown(): Promise<void> {
    await this.finish();
  }

  private add(type: RepriseEventType | null, listener: RepriseListener): () => void {
    const entry = { type, listener };
    this.listeners.add(entry);
    return () => void this.listeners.delete(entry);
  }

  private deliver(): void {
    for (const event of this.waiting.splice(0)) {
      for (const { type, listener } of [...this.listeners])
        if (type === null || type === event.type) this.call(listener, event);
    }
  }

  private call(listener: RepriseListener, event: RepriseEvent): void {
    const failed = (error: unknown): void => this.log.error(`a listener of ${event.type} failed (${errorName(error)})`);
    try {
      const work: Promise<void> = Promise.resolve(listener(event))
        .catch(failed)
        .finally(() => this.working.delete(work));
      this.working.add(work);
    } catch (error) {
      failed(error);
    }
  }

  private async finish(): Promise<void> {
    this.deliverApart();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LISTENERS_MS)));
    await Promise.race([Promise.all(this.working), late]);
    clearTimeout(timer);
  }
}
