import Database from 'better-sqlite3';
import { Pool } from 'pg';
import type { TestDatabase } from './database.js';

type Row = Readonly<Record<string, string>>;
type Asked = Pick<TestDatabase, 'dialect' | 'url'>;
type Ask = (sql: string) => Promise<Row[]>;

/** Asks the database itself, past the service. */
export function rows(database: Asked, sql: string): Promise<Row[]> {
  return reading(database, (ask) => ask(sql));
}

/** The same of several questions, on one connection. */
export function reading<T>(database: Asked, work: (ask: Ask) => Promise<T>): Promise<T> {
  return database.dialect === 'sqlite' ? inSqlite(database.url, work) : inPostgres(database.url, work);
}

export async function count(database: Asked, sql: string): Promise<number> {
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

async function inSqlite<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const db = new Database(url.replace(/^sqlite:/, ''), { readonly: true, timeout: 5_000 });
  try {
    return await work(async (sql) => db.prepare(sql).all() as Row[]);
  } finally {
    db.close();
  }
}

/** Kept for the tests of a file: to begin a connection costs more than most questions, and `until` asks again and again. */
const pools = new Map<string, Pool>();
afterAll(() => Promise.all([...pools.values()].map((pool) => pool.end())));

async function inPostgres<T>(connectionString: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = await poolOf(connectionString).connect();
  try {
    return await work(async (sql) => (await client.query<Row>(sql)).rows);
  } finally {
    client.release();
  }
}

function poolOf(connectionString: string): Pool {
  const known = pools.get(connectionString);
  if (known) return known;
  const pool = new Pool({ connectionString, max: 2, allowExitOnIdle: true });
  // Its database was dropped, or its server crashed, as tests have them do.
  pool.on('error', () => undefined);
  pools.set(connectionString, pool);
  return pool;
}
