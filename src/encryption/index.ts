export { ContentEncryption, NoEncryption } from './content-encryption.js';
export { ContentKey } from './content-key.js';
export { EncryptionKeyMissingError, UnreadableContentError } from './encryption.errors.js';
export { EncryptionModule } from './encryption.module.js';
export { ENCRYPTION_OPTIONS, type EncryptionModuleOptions } from './encryption.options.js';
export { type MasterKey, MasterKeys } from './master-keys.js';
export { type ProtectedRow, type ProtectedTable } from './protected-table.js';
