import { Module, type Type } from '@nestjs/common';
import { Erasure } from '../entities/erasure.entity.js';
import { ErasableResults } from '../../analysis/index.js';
import { ErasableAuditEvents } from '../../audit/index.js';
import { ErasableBudgets } from '../../budgets/index.js';
import { ErasableLocks } from '../../locks/index.js';
import type { Erasable } from '../../common/index.js';
import { ErasableConversations, ErasableMessages } from '../../conversations/index.js';
import { Lease, LeaseRepository, requireTables, ScrubRepository } from '../../database/index.js';
import { ErasableDataKeys } from '../../encryption/index.js';
import { routedModule } from '../../http/index.js';
import { ErasableKeys } from '../../identity/index.js';
import { ErasableCalls, ErasableReplays, ErasableUsage } from '../../journal/index.js';
import { ErasablePreferences } from '../../preferences/index.js';
import { ErasuresController } from '../http/erasures.controller.js';
import { ClosingService } from './closing.service.js';
import { EraserService } from './eraser.service.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { ERASABLES } from './erasure.tokens.js';

/**
 * The order of erasure. The data key is first, because without it the rest is unreadable. Calls follow, so that answers
 * in progress are not stored, then API keys, so that no new requests arrive. Messages come before the conversations by
 * which they are found. The audit trail is last, because the other steps still write records.
 */
const IN_ORDER: Type<Erasable>[] = [
  ErasableDataKeys,
  ErasableCalls,
  ErasableReplays,
  ErasableKeys,
  ErasableLocks,
  ErasableResults,
  ErasableMessages,
  ErasableConversations,
  ErasablePreferences,
  ErasableBudgets,
  ErasableUsage,
  ErasableAuditEvents,
];

/**
 * Erases users. Its `imports` must include the common and the database module, and every module that stores user data.
 */
@Module({
  providers: [
    requireTables([Erasure, Lease]),
    ErasureService,
    EraserService,
    ClosingService,
    ErasureRepository,
    LeaseRepository,
    ScrubRepository,
    { provide: ERASABLES, inject: IN_ORDER, useFactory: (...all: Erasable[]) => all },
  ],
  exports: [ErasureService],
})
export class ErasureModule extends routedModule(ErasuresController) {}
