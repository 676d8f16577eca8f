// Brings the database up to date, the desk's tables and Reprise's together. Run it once for a release, before the processes
// start: TypeORM takes no lock, so that two that migrate at the same time would be in each other's way.
import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './database.js';
import { databaseUrl } from './settings.js';

const dataSource = await new DataSource({
  ...dataSourceOptions(databaseUrl(process.env)),
  // Without the time limits of requests: a migration may well rewrite a large table.
  extra: {},
}).initialize();
try {
  const run = await dataSource.runMigrations();
  console.log(`${run.length} migrations run`);
} finally {
  await dataSource.destroy();
}
