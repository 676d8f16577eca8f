import { Injectable } from '@nestjs/common';
import { IdGenerator, type Owner } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import type { Replay } from './entities/replay.entity.js';
import { replayEntry } from './ledger-entry.js';
import { LedgerRepository } from './ledger.repository.js';
import { ReplayRepository } from './replay.repository.js';

/** Notes requests that were answered from the store. */
@Injectable()
export class ReplayJournal {
  constructor(
    private readonly replays: ReplayRepository,
    private readonly ledger: LedgerRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
  ) {}

  /** Joins a surrounding transaction, as the last thing in it, else opens one. */
  note(owner: Owner, replay: Omit<Replay, 'id' | keyof Owner>): Promise<void> {
    return this.unitOfWork.run(async () => {
      const row = await this.replays.insert(owner, { ...replay, id: this.ids.next() });
      await this.ledger.add([replayEntry(row)]);
    });
  }
}
