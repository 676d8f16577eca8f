import { Module } from '@nestjs/common';
import { ExpirableResults } from '../../analysis/index.js';
import { ExpirableRecords } from '../../audit/index.js';
import { type Expirable, libraryModule } from '../../common/index.js';
import { ExpirableConversations } from '../../conversations/index.js';
import { Lease, LeaseRepository, requireTables } from '../../database/index.js';
import { ExpirableCalls, ExpirableReplays } from '../../journal/index.js';
import { ExpiryService } from './expiry.service.js';
import { EXPIRABLES } from './expiry.tokens.js';
import { RETENTION_OPTIONS, RETENTION_RULES, type RetentionOptions } from './retention.options.js';
import { RetentionService } from './retention.service.js';

const OLDEST_FIRST = [ExpirableResults, ExpirableConversations, ExpirableCalls, ExpirableReplays, ExpirableRecords];

/**
 * Deletes expired data. Its `imports` must include the common, the database, the audit, the holds, the journal, the
 * analysis and the conversations module.
 */
@Module({
  providers: [
    requireTables([Lease]),
    RetentionService,
    ExpiryService,
    LeaseRepository,
    { provide: EXPIRABLES, inject: OLDEST_FIRST, useFactory: (...all: Expirable[]) => all },
  ],
  exports: [RetentionService],
})
export class RetentionModule extends libraryModule<RetentionOptions>(RETENTION_OPTIONS, RETENTION_RULES) {}
