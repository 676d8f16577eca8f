import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseUnavailableError } from './database.errors.js';
import { UnitOfWork } from './unit-of-work.js';

/** Sooner than load balancers give up asking, in milliseconds. */
const WAIT_TIMEOUT_MS = 2_000;

/** Asks the database for a sign of life, the way every request reaches it. */
@Injectable()
export class DatabaseProbe {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws DatabaseUnavailableError */
  async check(): Promise<void> {
    const over = new AbortController();
    const answer = this.unitOfWork.reading((runner) => runner.query('SELECT 1')).finally(() => over.abort());
    const late = setTimeout(WAIT_TIMEOUT_MS, undefined, { signal: over.signal }).then(
      () => Promise.reject(new DatabaseUnavailableError()),
      () => answer,
    );
    await Promise.race([answer, late]);
  }
}
