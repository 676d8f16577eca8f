import { setImmediate as othersTurn } from 'node:timers/promises';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { TestDatabase } from './database.js';
import type { Service } from './service.js';

/** A row of `calls`, as far as tests look into it. */
export interface CallRow {
  readonly id: string;
  readonly subject_id: string;
  readonly attempt: number;
  readonly status: string;
  readonly error_code: string | null;
  readonly input_tokens: number;
  readonly output_tokens: number;
}

/** A row of `results`, as far as tests look into it. */
export interface ResultRow {
  readonly id: string;
  readonly user_id: string;
  readonly cache_key: string | null;
  readonly stop_reason: string;
}

const OLDEST_CALL_FIRST = 'ORDER BY started_at, id';

/** The journal, oldest call first, through the service's own connection. */
export function callsOf(service: Service): Promise<CallRow[]> {
  const sql = `SELECT * FROM calls ${whereTenant(service)} ${OLDEST_CALL_FIRST}`;
  return service.app.get(DataSource).query<CallRow[]>(sql);
}

/** Waits until so many calls have ended so. */
export async function untilCalls(service: Service, status: string, count: number): Promise<void> {
  while ((await callsOf(service)).filter((call) => call.status === status).length < count) await othersTurn();
}

/** What keeps a statement to the rows of the test's own tenant. */
export function whereTenant({ tenant }: Pick<Service, 'tenant'>): string {
  return tenant === null ? '' : `WHERE tenant_id = '${tenant}'`;
}

/** The same on PostgreSQL, where the service is a process of its own. */
export async function callsIn(database: TestDatabase): Promise<CallRow[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<CallRow>(`SELECT * FROM calls ${OLDEST_CALL_FIRST}`)).rows;
  } finally {
    await client.end();
  }
}

/** Every result there is, newest last. */
export function resultsOf(service: Service): Promise<ResultRow[]> {
  return service.app.get(DataSource).query(`SELECT * FROM results ${whereTenant(service)} ORDER BY created_at, id`);
}
