import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { serviceDataSourceOptions } from '../../../src/app/data-source-options.js';
import { openDataSource } from '../../../src/database/index.js';

/** The file of a migrated SQLite database, to be copied. */
export function migratedSqlite(): Promise<string> {
  return (sqlite ??= (async () => {
    const file = join(mkdtempSync(join(process.env['REPRISE_TEST_FOLDER'] ?? tmpdir(), 'template-')), 'template.db');
    await migrate(`sqlite:${file}`);
    return file;
  })());
}

/** A new database made from a migrated one. @returns its URL */
export async function migratedPostgres(): Promise<string> {
  postgres ??= (async () => {
    const url = await emptyPostgres();
    await migrate(url);
    return new URL(url).pathname.slice(1);
  })();
  return newPostgres(`TEMPLATE ${await postgres} STRATEGY FILE_COPY`);
}

export function emptyPostgres(): Promise<string> {
  return newPostgres('');
}

export async function onServer(...statements: string[]): Promise<void> {
  server ??= openServer();
  for (const statement of statements) await server.query(statement);
}

/** Deletes every row of a migrated PostgreSQL database, in whatever order: nothing that a trigger guards keeps it from that. */
export async function withoutRows(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`DO $$ DECLARE name text; BEGIN
      SET LOCAL session_replication_role = replica;
      FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'
        LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    END $$`);
  } finally {
    await client.end();
  }
}

let sqlite: Promise<string> | undefined;
let postgres: Promise<string> | undefined;
let server: Pool | undefined;

/** Closed again: SQLite then has everything in the one file, and PostgreSQL copies only what has no connection. */
async function migrate(url: string): Promise<void> {
  const options = serviceDataSourceOptions(url);
  if (!options) throw new Error(`${url} names no database`);
  await (await openDataSource(options, true)).destroy();
}

function openServer(): Pool {
  const pool = new Pool({ connectionString: process.env['REPRISE_TEST_POSTGRES'], max: 2, allowExitOnIdle: true });
  // The server stops at the end of the run, which in a run without workers is in this process.
  pool.on('error', () => undefined);
  return pool;
}

async function newPostgres(like: string): Promise<string> {
  const name = `${process.env['REPRISE_TEST_DATABASES']}${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name} ${like}`);
  const url = new URL(process.env['REPRISE_TEST_POSTGRES'] ?? '');
  url.pathname = `/${name}`;
  return url.href;
}
