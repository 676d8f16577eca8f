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
 * In this order. The data key first: from then on nothing that is left can be read. Calls next, so that no answer that is under way is stored; keys, so that nobody asks for more; messages
 * before the conversations that they are found by; the trail last, since until then there may be something to record.
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

/** Its `imports` have to bring the common and the database module, and every module that holds something about users. */
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
