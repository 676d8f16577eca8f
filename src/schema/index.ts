export { REPRISE_ENTITIES } from './entities.js';
export { REPRISE_MIGRATIONS } from './migrations.js';
