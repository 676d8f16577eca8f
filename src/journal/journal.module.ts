import { Module } from '@nestjs/common';
import { roomModule } from '../common/index.js';
import { CallRepository } from './call.repository.js';
import { JOURNAL_OPTIONS, type JournalModuleOptions } from './journal.options.js';
import { JournalService } from './journal.service.js';
import { LeaseKeeper } from './lease-keeper.js';

/** Its `imports` have to bring the common, the database and the Claude module. */
@Module({ providers: [JournalService, CallRepository, LeaseKeeper], exports: [JournalService, LeaseKeeper] })
export class JournalModule extends roomModule<JournalModuleOptions>(JOURNAL_OPTIONS) {}
