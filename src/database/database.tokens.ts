import { getDataSourceToken } from '@nestjs/typeorm';

/** The DataSource that the host lends; bound by `DatabaseModule.using`. */
export const REPRISE_DATA_SOURCE = Symbol('REPRISE_DATA_SOURCE');

/** Which of the two dialects that DataSource speaks. */
export const DIALECT = Symbol('DIALECT');

/** What a host's DataSource is called unless it has a name. */
export const DEFAULT_DATA_SOURCE = getDataSourceToken();

/** What the names of this mount's tables begin with; mostly nothing. */
export const TABLE_PREFIX = Symbol('TABLE_PREFIX');
