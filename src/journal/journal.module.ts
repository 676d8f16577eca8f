import { Module } from '@nestjs/common';
import { roomModule } from '../common/index.js';
import { AdmissionService } from './admission.service.js';
import { CallRepository } from './call.repository.js';
import { JOURNAL_OPTIONS, type JournalModuleOptions } from './journal.options.js';
import { JournalService } from './journal.service.js';
import { LeaseKeeper } from './lease-keeper.js';

/** Its `imports` have to bring the common, the database, the Claude and the budgets module. */
@Module({
  providers: [JournalService, AdmissionService, CallRepository, LeaseKeeper],
  exports: [JournalService, AdmissionService, LeaseKeeper],
})
export class JournalModule extends roomModule<JournalModuleOptions>(JOURNAL_OPTIONS) {}
