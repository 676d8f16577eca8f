import { Injectable } from '@nestjs/common';
import { Database } from '../database/index.js';
import { Replay } from './entities/replay.entity.js';

@Injectable()
export class ReplayRepository {
  constructor(private readonly db: Database) {}

  /** Each row names its owner. */
  add(replays: readonly Replay[]): Promise<void> {
    return this.db.insert(Replay, replays);
  }
}
