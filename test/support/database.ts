import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emptyPostgres, migratedPostgres, migratedSqlite, onServer, withoutRows } from './kept/templates.js';

declare const DIALECT: 'sqlite' | 'postgres';

export interface TestDatabase {
  readonly dialect: 'sqlite' | 'postgres';
  /** As `DATABASE_URL` takes it. */
  readonly url: string;
  /** Whether it has all tables from the start. */
  readonly isMigrated: boolean;
  drop(): Promise<void>;
}

export interface DatabaseOptions {
  /** Without tables, for what is about migrations. @default false: a copy of one that was migrated once */
  readonly isEmpty?: boolean;
}

/** A database of its own, of the kind this run of the suite is about. */
export async function createDatabase({ isEmpty = false }: DatabaseOptions = {}): Promise<TestDatabase> {
  if (DIALECT === 'sqlite') return createSqliteDatabase(isEmpty ? null : await migratedSqlite());
  const url = await (isEmpty ? emptyPostgres() : migratedPostgres());
  const name = new URL(url).pathname.slice(1);
  const drop = () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { dialect: 'postgres', url, isMigrated: !isEmpty, drop };
}

/**
 * A database for each test that has no rows yet. On PostgreSQL, where making one takes longer than most tests do, it is the
 * same for all of them, emptied; so none of them may leave its tables other than they were.
 */
export function emptiedDatabase(): { readonly current: TestDatabase } {
  const holder = {} as { current: TestDatabase };
  beforeEach(async () => {
    if (DIALECT === 'postgres' && holder.current) return withoutRows(holder.current.url);
    await holder.current?.drop();
    holder.current = await createDatabase();
  });
  afterAll(() => holder.current.drop());
  return holder;
}

function createSqliteDatabase(template: string | null): TestDatabase {
  const folder = mkdtempSync(join(process.env['REPRISE_TEST_FOLDER'] ?? tmpdir(), 'sqlite-'));
  const file = join(folder, 'data', 'test.db');
  if (template !== null) {
    mkdirSync(dirname(file));
    copyFileSync(template, file);
  }
  return {
    dialect: 'sqlite',
    url: `sqlite:${file}`,
    isMigrated: template !== null,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
