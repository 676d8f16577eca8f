import { Injectable } from '@nestjs/common';
import { IdGenerator, type Owner } from '../common/index.js';
import { Batcher, UnitOfWork } from '../database/index.js';
import type { Replay } from './entities/replay.entity.js';
import { replayEntry } from './ledger-entry.js';
import { LedgerRepository } from './ledger.repository.js';
import { ReplayRepository } from './replay.repository.js';

/** Notes requests that were answered from the store. */
@Injectable()
export class ReplayJournal {
  private readonly batches = new Batcher({ isSerial: true });

  constructor(
    private readonly replays: ReplayRepository,
    private readonly ledger: LedgerRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * Joins a surrounding transaction. Else it is committed together with whatever was replayed
   * while the transaction before was under way: a hundred replays at once of one user's would wait for the same row of
   * `usage_days` one after another.
   */
  note({ tenantId, userId }: Owner, replay: Omit<Replay, 'id' | keyof Owner>): Promise<void> {
    // What is added comes first: properties that are added to a copy cost V8 more than the copy.
    const row = { id: this.ids.next(), tenantId, userId, ...replay };
    if (this.unitOfWork.isRunning) return this.write([row]);
    return this.batches.add('replays', row, (take) =>
      this.unitOfWork.run(async () => {
        const rows = take();
        await this.write(rows);
        return rows.map(() => undefined);
      }),
    );
  }

  private async write(rows: readonly Replay[]): Promise<void> {
    await this.replays.add(rows);
    this.ledger.add(rows.map(replayEntry));
  }
}
