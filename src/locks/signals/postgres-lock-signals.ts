import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { DataSource, QueryRunner } from 'typeorm';
import { anyOf, type Database, poolSizeOf, sql, type UnitOfWork } from '../../database/index.js';
import { LockSignals } from './lock-signals.js';

const RECONNECT_MS = 1_000;

/** What of a `pg` client is used here. */
interface Listener {
  on(event: 'notification', hear: (message: { payload?: string }) => void): void;
  once(event: 'end' | 'error', lost: () => void): void;
  end(): Promise<void>;
}

/** LISTEN/NOTIFY: a notification is part of its transaction, so it is heard when, and only when, that is committed. */
export class PostgresLockSignals extends LockSignals implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private hangUp: () => Promise<void> = () => Promise.resolve();
  private subscribing = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly db: Database,
    unitOfWork: UnitOfWork,
    private readonly dataSource: DataSource,
    private readonly channel: string,
  ) {
    super(unitOfWork);
  }

  /** @throws Error where none of the pool's connections would be left to work on */
  onApplicationBootstrap(): Promise<void> {
    const all = (listening.get(this.dataSource) ?? new Set()).add(this);
    listening.set(this.dataSource, all);
    const size = poolSizeOf(this.dataSource);
    if (size <= all.size) throw new Error(tooSmall(size, all.size));
    this.open();
    return this.subscribing;
  }

  private open(): void {
    this.subscribing = this.subscribe();
  }

  /** Before the DataSource is closed, or given back to the host it belongs to. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    listening.get(this.dataSource)?.delete(this);
    // TypeORM cannot release what is still connecting.
    await this.subscribing;
    await this.hangUp();
  }

  protected tellOthers(lockId: string): Promise<void> {
    return this.db.together(`notify ${this.channel}`, lockId, async (ids) => {
      await this.db.rows(sql`SELECT pg_notify(${this.channel}, told.id) FROM ${anyOf(ids)} AS told (id)`);
      return ids.map(() => undefined);
    });
  }

  /** Holds one connection of the pool. While it is lost, waiting requests look for themselves. */
  private async subscribe(): Promise<void> {
    if (this.isStopped) return;
    const runner = this.dataSource.createQueryRunner();
    let client: Listener | undefined;
    let isOver = false;
    const hangUp = async () => {
      if (isOver) return;
      isOver = true;
      await close(runner, client);
      if (!this.isStopped) setTimeout(() => this.open(), RECONNECT_MS).unref();
    };
    this.hangUp = hangUp;
    try {
      client = (await runner.connect()) as Listener;
      client.on('notification', ({ payload }) => payload !== undefined && this.wake(payload));
      // TypeORM hears of it first and calls the runner released: only `isOver` tells whether it is known here.
      client.once('end', () => void hangUp());
      client.once('error', () => void hangUp());
      await runner.query(`LISTEN ${this.channel}`);
      this.wakeAll();
    } catch {
      await hangUp();
    }
  }
}

/** Which keep a connection of a pool for themselves. */
const listening = new WeakMap<DataSource, Set<PostgresLockSignals>>();

function tooSmall(size: number, mounts: number): string {
  return (
    `Reprise does not start: the pool of its DataSource has ${size} ${size === 1 ? 'connection' : 'connections'}, ` +
    `and each mount, of which there ${mounts === 1 ? 'is 1' : `are ${mounts}`}, keeps one to listen on. Give it at least ${mounts + 1}, with poolSize: 10.`
  );
}

/** Ends the connection, so that the pool does not hand on one that still listens. */
async function close(runner: QueryRunner, client: Listener | undefined): Promise<void> {
  void client?.end().catch(() => undefined);
  await runner.release().catch(() => undefined);
}
