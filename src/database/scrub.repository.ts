import { Inject, Injectable } from '@nestjs/common';
import { DIALECT } from './database.tokens.js';
import type { Dialect } from './dialect.js';
import { UnitOfWork } from './unit-of-work.js';

/** How long SQLite waits for readers of other processes here, in milliseconds: nothing else goes on meanwhile. */
const PATIENCE_MS = 200;

/** Takes out of the database's files what is deleted. */
@Injectable()
export class ScrubRepository {
  constructor(
    @Inject(DIALECT) private readonly dialect: Dialect,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Writes SQLite's log into the database file and empties it: deleted rows are overwritten in the one, and would stay in
   * the other. On PostgreSQL there is nothing that a client could do.
   * @returns whether nothing is left; while another process reads, something is
   */
  emptyLog(): Promise<boolean> {
    if (this.dialect === 'postgres') return Promise.resolve(true);
    return this.unitOfWork.read(async (db) => {
      const [{ timeout } = { timeout: 0 }] = await db.query<{ timeout: number }[]>('PRAGMA busy_timeout');
      await db.query(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
      try {
        const [row] = await db.query<{ busy: number }[]>('PRAGMA wal_checkpoint(TRUNCATE)');
        return row?.busy === 0;
      } finally {
        await db.query(`PRAGMA busy_timeout = ${timeout}`);
      }
    });
  }
}
