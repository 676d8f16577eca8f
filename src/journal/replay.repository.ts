import { Injectable } from '@nestjs/common';
import { insertRows, UnitOfWork } from '../database/index.js';
import { Replay } from './entities/replay.entity.js';

@Injectable()
export class ReplayRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Replays of whoever each of them names. */
  add(replays: readonly Replay[]): Promise<void> {
    return this.unitOfWork.write((db) => insertRows(db, Replay, replays));
  }
}
