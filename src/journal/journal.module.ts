import { Module } from '@nestjs/common';
import { requireTables } from '../database/index.js';
import { Call } from './entities/call.entity.js';
import { Replay } from './entities/replay.entity.js';
import { UsageDay } from './entities/usage-day.entity.js';
import { libraryModule } from '../common/index.js';
import { AdmissionService } from './admission.service.js';
import { CallRepository } from './call.repository.js';
import { ErasableCalls } from './erasable-calls.js';
import { ErasableReplays } from './erasable-replays.js';
import { ErasableUsage } from './erasable-usage.js';
import { ExpirableCalls, ExpirableReplays } from './expirable-ledger.js';
import { ExportableLedger } from './exportable-ledger.js';
import { JOURNAL_OPTIONS, JOURNAL_RULES, type JournalModuleOptions } from './journal.options.js';
import { JournalService } from './journal.service.js';
import { LeaseKeeper } from './lease-keeper.js';
import { LedgerRepository } from './ledger.repository.js';
import { ReplayJournal } from './replay-journal.js';
import { ReplayRepository } from './replay.repository.js';
import { UsageRepository } from './usage.repository.js';
import { UsageTransferRepository } from './usage-transfer.repository.js';

/** Its `imports` have to bring the common, the database, the Claude and the budgets module. */
@Module({
  providers: [
    requireTables([Call, Replay, UsageDay]),
    JournalService,
    AdmissionService,
    ReplayJournal,
    LeaseKeeper,
    CallRepository,
    ReplayRepository,
    LedgerRepository,
    UsageRepository,
    ErasableCalls,
    ErasableReplays,
    ErasableUsage,
    UsageTransferRepository,
    ExpirableCalls,
    ExpirableReplays,
    ExportableLedger,
  ],
  exports: [
    JournalService,
    AdmissionService,
    ReplayJournal,
    LeaseKeeper,
    UsageRepository,
    ErasableCalls,
    ErasableReplays,
    ErasableUsage,
    ExpirableCalls,
    ExpirableReplays,
    ExportableLedger,
  ],
})
export class JournalModule extends libraryModule<JournalModuleOptions>(JOURNAL_OPTIONS, JOURNAL_RULES) {}
