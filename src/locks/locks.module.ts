import { Module } from '@nestjs/common';
import { requireTables } from '../database/index.js';
import { Lock } from './entities/lock.entity.js';
import { libraryModule } from '../common/index.js';
import { LockRepository } from './lock.repository.js';
import { LOCKS_OPTIONS, LOCKS_RULES, type LocksModuleOptions } from './locks.options.js';
import { LocksService } from './locks.service.js';
import { ErasableLocks } from './erasable-locks.js';
import { LOCK_SIGNALS } from './signals/lock-signals.provider.js';

/** Its `imports` have to bring the common, the database and the encryption module. */
@Module({
  providers: [requireTables([Lock]), LocksService, LockRepository, ErasableLocks, LOCK_SIGNALS],
  exports: [LocksService, ErasableLocks],
})
export class LocksModule extends libraryModule<LocksModuleOptions>(LOCKS_OPTIONS, LOCKS_RULES) {}
