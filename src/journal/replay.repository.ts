import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/index.js';
import { Replay } from './entities/replay.entity.js';

/** How many rows are inserted by one statement: 8 values each, fewer in all than either database takes. */
const INSERTED_AT_ONCE = 500;

@Injectable()
export class ReplayRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Replays of whoever each of them names. */
  add(replays: readonly Replay[]): Promise<void> {
    return this.unitOfWork.write(async (db) => {
      for (let start = 0; start < replays.length; start += INSERTED_AT_ONCE) {
        await db.insert(Replay, replays.slice(start, start + INSERTED_AT_ONCE));
      }
    });
  }
}
