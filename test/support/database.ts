import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

declare const DIALECT: 'sqlite' | 'postgres';

export interface TestDatabase {
  readonly dialect: 'sqlite' | 'postgres';
  /** As `DATABASE_URL` takes it. */
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database of its own, of the kind this run of the suite is about. */
export function createDatabase(): Promise<TestDatabase> {
  return DIALECT === 'postgres' ? createPostgresDatabase() : Promise.resolve(createSqliteDatabase());
}

function createSqliteDatabase(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-sqlite-'));
  return {
    dialect: 'sqlite',
    url: `sqlite:${join(folder, 'data', 'test.db')}`,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function createPostgresDatabase(): Promise<TestDatabase> {
  const server = new URL(process.env['REPRISE_TEST_POSTGRES'] ?? '');
  const name = `reprise_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server.href, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    dialect: 'postgres',
    url: url.href,
    drop: () => onServer(server.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function onServer(connectionString: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
