import { Module } from '@nestjs/common';
import { Clock, IdGenerator, roomModule } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ContentEncryption, NoEncryption } from './content-encryption.js';
import { DataKeyEncryption } from './data-key-encryption.js';
import { DataKeyRepository } from './data-key.repository.js';
import { ENCRYPTION_OPTIONS, type EncryptionModuleOptions } from './encryption.options.js';

const CONTENT_ENCRYPTION = {
  provide: ContentEncryption,
  inject: [ENCRYPTION_OPTIONS, DataKeyRepository, UnitOfWork, IdGenerator, Clock],
  useFactory: (
    { masterKeys }: EncryptionModuleOptions,
    ...parts: [DataKeyRepository, UnitOfWork, IdGenerator, Clock]
  ) => (masterKeys ? new DataKeyEncryption(masterKeys, ...parts) : new NoEncryption()),
};

/** Its `imports` have to bring the common and the database module. Every room that keeps what users say imports it. */
@Module({ providers: [DataKeyRepository, CONTENT_ENCRYPTION], exports: [ContentEncryption, DataKeyRepository] })
export class EncryptionModule extends roomModule<EncryptionModuleOptions>(ENCRYPTION_OPTIONS) {}
