import { AI_ENTITIES, AI_MIGRATIONS } from '@helpdesk/ai';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Message } from './entities/message.entity.js';
import { Session } from './entities/session.entity.js';
import { Ticket } from './entities/ticket.entity.js';
import { User } from './entities/user.entity.js';
import { CreateDesk1764500000000 } from './migrations/1764500000000-create-desk.js';

/** The desk's tables and Reprise's, in one database, with one list of migrations. TypeORM runs them in the order of their times. */
const SCHEMA = {
  entities: [User, Session, Ticket, Message, ...AI_ENTITIES],
  migrations: [CreateDesk1764500000000, ...AI_MIGRATIONS],
  synchronize: false,
};

/** @param url `postgres://…` or `sqlite:<file>` */
export function dataSourceOptions(url: string): DataSourceOptions {
  if (/^postgres(ql)?:/.test(url)) {
    const limits = { connectionTimeoutMillis: 3_000, statement_timeout: 8_000, query_timeout: 10_000 };
    return { ...SCHEMA, type: 'postgres', url, poolSize: 20, extra: limits };
  }
  const file = /^sqlite:(.+)$/.exec(url)?.[1];
  if (!file) throw new Error(`DATABASE_URL has to be postgres://… or sqlite:<file>, not ${url}`);
  // The API and the worker are two processes on one file: WAL lets one read while the other writes.
  return { ...SCHEMA, type: 'better-sqlite3', database: file, enableWAL: true, timeout: 5_000 };
}

/** Opens the database as `npm run migrate` has left it. @throws Error when there are migrations that it has not run */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = await new DataSource(options).initialize();
  if (!(await dataSource.showMigrations())) return dataSource;
  await dataSource.destroy();
  throw new Error('migrations are pending: npm run migrate');
}
