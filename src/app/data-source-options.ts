import type { DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '../database/index.js';
import { REPRISE_ENTITIES, REPRISE_MIGRATIONS } from '../schema/index.js';

/** The service's own database; `null` when the URL names none we know. */
export function serviceDataSourceOptions(url: string): DataSourceOptions | null {
  return dataSourceOptions(url, { entities: [...REPRISE_ENTITIES], migrations: [...REPRISE_MIGRATIONS] });
}
