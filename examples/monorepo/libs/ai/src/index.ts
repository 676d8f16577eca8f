export { AiErrorFilter } from './ai-error.filter.js';
export { AiConfig } from './ai.config.js';
export { AiModule } from './ai.module.js';
export { AI_ENTITIES, AI_MIGRATIONS, TABLE_PREFIX } from './tables.js';
