export { ContentEncryption, NoEncryption } from './content-encryption.js';
export { ContentKey } from './content-key.js';
export { EncryptionKeyMissingError, UnreadableContentError, UnsealedContentError } from './encryption.errors.js';
export { EncryptionModule } from './encryption.module.js';
export { ENCRYPTION_OPTIONS, ENCRYPTION_RULES, type EncryptionModuleOptions } from './encryption.options.js';
export { ErasableDataKeys } from './erasable-data-keys.js';
export { KeyRotationService } from './key-rotation.service.js';
export { KeyStatusService, type MasterKeyStatus } from './key-status.service.js';
export { type MasterKey, MasterKeys } from './master-keys.js';
export {
  type AnySealableTable,
  type IndexPlace,
  type SealableIndex,
  type SealableTable,
  SealingRepository,
  type UnsealedFormat,
} from './sealing/sealing.repository.js';
export { SEALABLE_TABLES, type SealedBatch, SealingService, type UnsealedRows } from './sealing/sealing.service.js';
export { type Proof, type ProtectedRow, type ProtectedTable } from './protected-table.js';
