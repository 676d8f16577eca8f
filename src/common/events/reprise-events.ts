import { AsyncResource } from 'node:async_hooks';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock.js';
import { errorName } from '../errors.js';
import { type Log, Logs } from '../logs.js';
import type { AccessScope } from '../owner.js';
import type { RepriseEvent, RepriseEventMap, RepriseEventType } from './event-map.js';

/** Hears an event. What it returns is not waited for; what it throws, or rejects with, is logged and harms nobody. */
export type RepriseListener<Type extends RepriseEventType = RepriseEventType> = (
  event: RepriseEvent<Type>,
) => void | Promise<void>;

/** How long a shutdown waits for the promises of listeners, in milliseconds. */
const LISTENERS_MS = 5_000;

/**
 * Tells a host what has happened: after the commit, in the process that committed, in the order of the commits, at most
 * once. A process that dies between a commit and its event loses the event: what must not be lost is in the audit trail
 * and in the journal. Ids, counts and settings; never what users or Claude say, never a key.
 */
@Injectable()
export class RepriseEvents implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly log: Log;
  private readonly listeners = new Set<{ readonly type: RepriseEventType | null; readonly hear: RepriseListener }>();
  private readonly working = new Set<Promise<void>>();
  private waiting: RepriseEvent[] = [];
  /** Bound here, outside of every request and transaction: a listener runs in none of them. */
  private readonly deliverApart = AsyncResource.bind(() => this.deliver());

  constructor(
    @Inject(Clock) private readonly clock: Clock,
    logs: Logs,
  ) {
    this.log = logs.of(RepriseEvents);
  }

  /**
   * Hears one kind of event from now on.
   * @returns what ends that
   */
  on<Type extends RepriseEventType>(type: Type, listener: RepriseListener<Type>): () => void {
    return this.add(type, listener as RepriseListener);
  }

  /** Hears every event from now on, also those of later versions. @returns what ends that */
  onAny(listener: RepriseListener): () => void {
    return this.add(null, listener);
  }

  /** For the modules: once it is committed, or where there is nothing to commit. Whoever calls goes on before anybody hears. */
  emit<Type extends RepriseEventType>(
    type: Type,
    { tenantId, userId }: AccessScope,
    facts: RepriseEventMap[Type],
  ): void {
    if (this.listeners.size === 0) return;
    const event = { type, at: this.clock.now(), tenantId, userId, ...facts } as unknown as RepriseEvent;
    if (this.waiting.push(event) === 1) setImmediate(this.deliverApart);
  }

  /** What is committed is told before the process ends. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.finish();
  }

  /** Again: the last requests end, and modules finish their work, after the first time. */
  async onApplicationShutdown(): Promise<void> {
    await this.finish();
  }

  private add(type: RepriseEventType | null, hear: RepriseListener): () => void {
    const entry = { type, hear };
    this.listeners.add(entry);
    return () => void this.listeners.delete(entry);
  }

  private deliver(): void {
    for (const event of this.waiting.splice(0)) {
      for (const { type, hear } of [...this.listeners])
        if (type === null || type === event.type) this.tell(hear, event);
    }
  }

  private tell(hear: RepriseListener, event: RepriseEvent): void {
    const failed = (error: unknown): void => this.log.error(`a listener of ${event.type} failed (${errorName(error)})`);
    try {
      const work: Promise<void> = Promise.resolve(hear(event))
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
