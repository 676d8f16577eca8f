export { RepriseCoreModule } from './core.module.js';
export { RepriseModule } from './reprise.module.js';
export { type RepriseModuleOptions } from './reprise.options.js';
export { type RepriseShape } from './reprise.shape.js';
