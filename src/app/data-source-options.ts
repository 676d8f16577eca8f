import type { DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '../database/index.js';
import { REPRISE_ENTITIES, REPRISE_MIGRATIONS } from '../schema/index.js';

/** The options of the service's own database; `null` if the URL is not supported. */
export function serviceDataSourceOptions(url: string): DataSourceOptions | null {
  return dataSourceOptions(url, { entities: [...REPRISE_ENTITIES], migrations: [...REPRISE_MIGRATIONS] });
}
