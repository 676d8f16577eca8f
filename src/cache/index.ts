export { CacheModule } from './cache.module.js';
export { CACHE_RULES, CACHE_SCOPES, type CacheModuleOptions, type CacheScope } from './cache.options.js';
export { CACHE_MODES, type CacheMode, CacheService, type Fresh } from './cache.service.js';
