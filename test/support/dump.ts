import { existsSync, readFileSync } from 'node:fs';
import type { TestDatabase } from './database.js';
import { reading } from './rows.js';

type Row = Readonly<Record<string, unknown>>;
export type Dump = Readonly<Record<string, readonly Row[]>>;
type Asked = Pick<TestDatabase, 'dialect' | 'url'>;

/** Every row of every table, those of the search index among them. */
export async function dump(database: Asked): Promise<Dump> {
  const named =
    database.dialect === 'postgres'
      ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()'
      : "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
  return reading(database, async (ask) => {
    const found: Record<string, readonly Row[]> = {};
    for (const { name = '' } of await ask(named)) found[name] = await ask(`SELECT * FROM ${name}`);
    return found;
  });
}

/** Where a text stands in a dump: `results.input_text`. */
export function placesOf(text: string, all: Dump): string[] {
  const places = Object.entries(all).flatMap(([table, found]) =>
    found.flatMap((row) =>
      Object.entries(row)
        .filter(([, value]) => asText(value).includes(text))
        .map(([column]) => `${table}.${column}`),
    ),
  );
  return [...new Set(places)].sort();
}

/** The files of a SQLite database, byte by byte; nothing for PostgreSQL, whose files are the server's own. */
export function filesOf({ dialect, url }: Asked): string {
  if (dialect === 'postgres') return '';
  const file = url.replace(/^sqlite:/, '');
  return [file, `${file}-wal`]
    .filter((name) => existsSync(name))
    .map((name) => readFileSync(name).toString('latin1'))
    .join('');
}

function asText(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value);
}
