import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import type { UnitOfWork } from '../database/index.js';
import { ClaimSignals } from './claim-signals.js';

const CHANNEL = 'reprise_claims';
const RECONNECT_MS = 1_000;

/** What of a `pg` client is used here. */
interface Listener {
  on(event: 'notification', hear: (message: { payload?: string }) => void): void;
  once(event: 'end' | 'error', lost: () => void): void;
}

/** LISTEN/NOTIFY: a notification is part of its transaction, so it is heard when, and only when, that is committed. */
export class PostgresClaimSignals extends ClaimSignals implements OnApplicationBootstrap, OnApplicationShutdown {
  private runner: QueryRunner | null = null;
  private isStopped = false;

  constructor(
    unitOfWork: UnitOfWork,
    private readonly dataSource: DataSource,
  ) {
    super(unitOfWork);
  }

  onApplicationBootstrap(): Promise<void> {
    return this.subscribe();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    await this.runner?.release();
  }

  protected async tellOthers(db: EntityManager, claimId: string): Promise<void> {
    await db.query('SELECT pg_notify($1, $2)', [CHANNEL, claimId]);
  }

  /** Holds one connection of the pool. While it is lost, waiting requests look for themselves. */
  private async subscribe(): Promise<void> {
    if (this.isStopped) return;
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as Listener;
      client.on('notification', ({ payload }) => payload !== undefined && this.wake(payload));
      const lost = () => this.reconnect(runner);
      client.once('end', lost);
      client.once('error', lost);
      await runner.query(`LISTEN ${CHANNEL}`);
      this.runner = runner;
      this.wakeAll();
    } catch {
      this.reconnect(runner);
    }
  }

  private reconnect(runner: QueryRunner): void {
    if (this.isStopped || runner.isReleased) return;
    this.runner = null;
    void runner.release().catch(() => undefined);
    setTimeout(() => void this.subscribe(), RECONNECT_MS).unref();
  }
}
