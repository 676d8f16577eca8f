import { Injectable } from '@nestjs/common';
import { UnitOfWork } from './unit-of-work.js';

/** Asks the database for a sign of life, the way every request reaches it. */
@Injectable()
export class DatabaseProbe {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws DatabaseUnavailableError */
  async check(): Promise<void> {
    await this.unitOfWork.read((db) => db.query('SELECT 1'));
  }
}
