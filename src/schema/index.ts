export { REPRISE_ENTITIES, repriseEntities } from './entities.js';
export { REPRISE_MIGRATIONS, repriseMigrations } from './migrations.js';
