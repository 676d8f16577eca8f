export { ApiKeysService } from './api-keys.service.js';
export { toKeyResponse } from './http/keys.mapper.js';
export { ApiKeyNotFoundError, IdentityUnavailableError } from './identity.errors.js';
export { IdentityModule, type IdentityModuleShape } from './identity.module.js';
export {
  AUTH_MODES,
  type AuthMode,
  IDENTITY_OPTIONS,
  IDENTITY_RULES,
  type IdentityModuleOptions,
  type TokenOptions,
} from './identity.options.js';
export { type ApiKey, type CreatedApiKey, type NewApiKey } from './identity.types.js';
export { ErasableKeys } from './erasable-keys.js';
export { ExportableKeys } from './exportable-keys.js';
