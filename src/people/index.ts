export { ErasureNotFoundError } from './erasure/erasure.errors.js';
export { ErasureModule, type ErasureModuleShape } from './erasure/erasure.module.js';
export { ErasureService } from './erasure/erasure.service.js';
export { type ErasureState } from './erasure/erasure.types.js';
