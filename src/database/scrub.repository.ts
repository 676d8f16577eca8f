import { Inject, Injectable } from '@nestjs/common';
import { DIALECT } from './database.tokens.js';
import type { Dialect } from './dialect.js';
import { atOnce } from './sqlite-connection.js';
import { UnitOfWork } from './unit-of-work.js';

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
    return this.unitOfWork.alone(async ({ dataSource }) => {
      const [row] = atOnce(dataSource, 'PRAGMA wal_checkpoint(TRUNCATE)') as { busy: number }[];
      return row?.busy === 0;
    });
  }
}
