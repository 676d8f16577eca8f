export { encodeInstant, IdColumn, InstantColumn, JsonColumn, PicoUsdColumn } from './columns.js';
export { dataSourceOptions, unhurried } from './data-source-options.js';
export { DatabaseUnavailableError, isUnavailable } from './database.errors.js';
export { DatabaseModule } from './database.module.js';
export { DatabaseProbe } from './database.probe.js';
export { DIALECT, REPRISE_DATA_SOURCE } from './database.tokens.js';
export { type Dialect } from './dialect.js';
export { openDataSource } from './migrate.js';
export { UnitOfWork } from './unit-of-work.js';
