import Database from 'better-sqlite3';
import { Client } from 'pg';
import type { TestDatabase } from './database.js';

type Row = Readonly<Record<string, string>>;

/** Asks the database itself, past the service. */
export async function rows(database: Pick<TestDatabase, 'dialect' | 'url'>, sql: string): Promise<Row[]> {
  return database.dialect === 'sqlite' ? fromSqlite(database.url, sql) : fromPostgres(database.url, sql);
}

export async function count(database: Pick<TestDatabase, 'dialect' | 'url'>, sql: string): Promise<number> {
  const [row] = await rows(database, sql);
  return Number(Object.values(row ?? {})[0]);
}

/** What has not come after this long does not come: a bound for what hangs, far above what anything takes. */
export const HANGS_MS = 60_000;

/** Looks until it is so; a condition that never comes true is an error after `withinMs`. */
export async function until(what: string, withinMs: number, isSo: () => Promise<boolean> | boolean): Promise<number> {
  const start = performance.now();
  while (!(await isSo())) {
    if (performance.now() - start > withinMs) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - start;
}

function fromSqlite(url: string, sql: string): Row[] {
  const db = new Database(url.replace(/^sqlite:/, ''), { readonly: true, timeout: 5_000 });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}

async function fromPostgres(connectionString: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
