import { DataSource } from 'typeorm';
import { loadEnvFile } from './src/app/env-file.js';
import { unhurried } from './src/database/index.js';
import { readDatabaseSettings } from './src/app/app.env.js';

/** For TypeORM's command line (`npm run migration:run`): the service's own database, by the same DATABASE_URL, without its time limits. */
export default new DataSource(unhurried(readDatabaseSettings(loadEnvFile())));
