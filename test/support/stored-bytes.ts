import { existsSync, readFileSync } from 'node:fs';
import { rows } from './rows.js';
import type { Service } from './service.js';

/** Everything that the database holds, in every table, as it stands on the disk or in the answer to a query. */
export async function storedBytes({ database }: Service): Promise<string> {
  if (database.dialect === 'sqlite') {
    const file = database.url.replace(/^sqlite:/, '');
    return [file, `${file}-wal`].map((name) => (existsSync(name) ? readFileSync(name, 'latin1') : '')).join('\n');
  }
  const tables = await rows(
    database,
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
  );
  const all = await Promise.all(
    tables.map(({ name = '' }) => rows(database, `SELECT CAST(t AS text) AS line FROM ${name} t`)),
  );
  return all
    .flat()
    .map(({ line }) => line)
    .join('\n');
}
