import { type Environment, readDatabaseSettings } from '../app/index.js';
import { isMissing, migrate, type MigrationState, readMigrations } from '../database/index.js';
import type { Answer } from './answer.js';
import { table } from './table.js';

export interface MigrateOptions {
  readonly status?: true;
}

export async function migrateDatabase(environment: Environment, { status }: MigrateOptions): Promise<Answer> {
  const database = readDatabaseSettings(environment);
  if (status) return toStatus(await readMigrations(database), isMissing(database) ? database.database : null);
  const run = await migrate(database);
  const text = run.length === 0 ? 'nothing is pending' : run.map((name) => `run  ${name}`).join('\n');
  return { document: { run }, text };
}

/** @param missing the database file, if it does not exist */
function toStatus(migrations: readonly MigrationState[], missing: string | null): Answer {
  const pending = migrations.filter(({ status }) => status === 'pending').map(({ name }) => name);
  return {
    document: { pending, migrations },
    text: [
      ...(missing === null ? [] : [`${missing} does not exist yet: \`reprise migrate\` creates it`]),
      table(migrations.map(({ name, status }) => [status, name])),
    ].join('\n'),
    hasProblems: pending.length > 0,
  };
}
