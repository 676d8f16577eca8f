import { Module } from '@nestjs/common';
import { DataKey } from './entities/data-key.entity.js';
import { Clock, IdGenerator, Logs, libraryModule } from '../common/index.js';
import { Lease, LeaseRepository, requireTables, UnitOfWork } from '../database/index.js';
import { ContentEncryption, NoEncryption } from './content-encryption.js';
import { DataKeyEncryption } from './data-key-encryption.js';
import { DataKeyRepository } from './data-key.repository.js';
import { ErasableDataKeys } from './erasable-data-keys.js';
import { ENCRYPTION_OPTIONS, ENCRYPTION_RULES, type EncryptionModuleOptions } from './encryption.options.js';
import { KeyRotationService } from './key-rotation.service.js';
import { KeyStatusService } from './key-status.service.js';

const CONTENT_ENCRYPTION = {
  provide: ContentEncryption,
  inject: [ENCRYPTION_OPTIONS, DataKeyRepository, UnitOfWork, IdGenerator, Clock, Logs],
  useFactory: (
    { masterKeys, strict = false }: EncryptionModuleOptions,
    ...parts: [DataKeyRepository, UnitOfWork, IdGenerator, Clock, Logs]
  ) => (masterKeys ? new DataKeyEncryption(masterKeys, strict, ...parts) : new NoEncryption()),
};

/** Encrypts stored content. Its `imports` must include the common and the database module. */
@Module({
  providers: [
    requireTables([DataKey, Lease]),
    DataKeyRepository,
    LeaseRepository,
    KeyRotationService,
    KeyStatusService,
    ErasableDataKeys,
    CONTENT_ENCRYPTION,
  ],
  exports: [ContentEncryption, KeyRotationService, KeyStatusService, ErasableDataKeys],
})
export class EncryptionModule extends libraryModule<EncryptionModuleOptions>(ENCRYPTION_OPTIONS, ENCRYPTION_RULES) {}
