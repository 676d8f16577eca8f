import { Injectable } from '@nestjs/common';
import type { Owner } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { Replay } from './entities/replay.entity.js';

@Injectable()
export class ReplayRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async insert({ tenantId, userId }: Owner, replay: Omit<Replay, keyof Owner>): Promise<Replay> {
    const row = { ...replay, tenantId, userId };
    await this.unitOfWork.write((db) => db.insert(Replay, row));
    return row;
  }
}
