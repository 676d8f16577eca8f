import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { askPrepared, inOneStep, type UnitOfWork } from '../../database/index.js';
import { ClaimSignals } from './claim-signals.js';

const RECONNECT_MS = 1_000;
const NOTIFY = 'SELECT pg_notify($1, id) FROM unnest(CAST($2 AS text[])) AS id';

/** What of a `pg` client is used here. */
interface Listener {
  on(event: 'notification', hear: (message: { payload?: string }) => void): void;
  once(event: 'end' | 'error', lost: () => void): void;
  end(): Promise<void>;
}

/** LISTEN/NOTIFY: a notification is part of its transaction, so it is heard when, and only when, that is committed. */
export class PostgresClaimSignals extends ClaimSignals implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private hangUp: () => Promise<void> = () => Promise.resolve();
  private subscribing = Promise.resolve();
  private isStopped = false;

  constructor(
    unitOfWork: UnitOfWork,
    private readonly dataSource: DataSource,
    private readonly channel: string,
  ) {
    super(unitOfWork);
  }

  onApplicationBootstrap(): Promise<void> {
    this.subscribing = this.subscribe();
    return this.subscribing;
  }

  /** Before the DataSource is closed, or given back to the host it belongs to. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    // TypeORM cannot release what is still connecting.
    await this.subscribing;
    await this.hangUp();
  }

  protected async tellOthers(db: EntityManager, claimId: string): Promise<void> {
    await inOneStep(db, `notify ${this.channel}`, claimId, async (ids) => {
      await askPrepared(db, NOTIFY, [this.channel, ids]);
      return [];
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
      if (!this.isStopped) setTimeout(() => void this.onApplicationBootstrap(), RECONNECT_MS).unref();
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

/** Ends the connection, so that the pool does not hand on one that still listens. */
async function close(runner: QueryRunner, client: Listener | undefined): Promise<void> {
  void client?.end().catch(() => undefined);
  await runner.release().catch(() => undefined);
}
