import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DatabaseIdentity } from './entities/database-identity.entity.js';
import { insertRows } from './insert-rows.js';
import { UnitOfWork } from './unit-of-work.js';

const NAME = 'database';

/** The id of the database, which is read once in the life of a process. */
@Injectable()
export class DatabaseIdentityRepository implements OnApplicationBootstrap {
  private reading: Promise<string> | null = null;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Makes the row at the start, so that a list only reads: on SQLite another process may hold the lock for writing. Where that
   * fails the first list makes it; RequiredTables reports a missing table.
   */
  async onApplicationBootstrap(): Promise<void> {
    if (this.unitOfWork.mounted.hasMetadata(DatabaseIdentity)) await this.get().catch(() => undefined);
  }

  /** @throws DatabaseUnavailableError; the next call reads again */
  get(): Promise<string> {
    this.reading ??= this.findOrMake().catch((error: unknown) => {
      this.reading = null;
      throw error;
    });
    return this.reading;
  }

  /** No migration makes the row: the tests of hosts often empty all tables. */
  private async findOrMake(): Promise<string> {
    const found = await this.find();
    if (found) return found.id;
    const row = { name: NAME, id: randomUUID() };
    await this.unitOfWork.run(() =>
      this.unitOfWork.write((db) => insertRows(db, DatabaseIdentity, [row], ' ON CONFLICT (name) DO NOTHING')),
    );
    // Another process may have made it at the same time.
    const made = await this.find();
    if (!made) throw new Error('the row of database_identity was deleted while it was read');
    return made.id;
  }

  private find(): Promise<DatabaseIdentity | null> {
    return this.unitOfWork.read((db) => db.findOneBy(DatabaseIdentity, { name: NAME }));
  }
}
