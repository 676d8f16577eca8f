import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ExpirableResults } from '../../analysis/index.js';
import { ExpirableRecords } from '../../audit/index.js';
import type { Expirable } from '../../common/index.js';
import { ExpirableConversations } from '../../conversations/index.js';
import { LeaseRepository } from '../../database/index.js';
import { ExpirableCalls, ExpirableReplays } from '../../journal/index.js';
import { ExpiryService } from './expiry.service.js';
import { EXPIRABLES } from './expiry.tokens.js';
import { RETENTION_OPTIONS, type RetentionOptions } from './retention.options.js';
import { RetentionService } from './retention.service.js';

export interface RetentionModuleShape extends RetentionOptions {
  /** The common, the database, the audit, the holds, the journal, the analysis and the conversations module. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

const OLDEST_FIRST = [ExpirableResults, ExpirableConversations, ExpirableCalls, ExpirableReplays, ExpirableRecords];

@Module({})
export class RetentionModule {
  static register({ imports, ...options }: RetentionModuleShape): DynamicModule {
    return {
      module: RetentionModule,
      imports,
      providers: [
        ...[RetentionService, ExpiryService, LeaseRepository],
        { provide: RETENTION_OPTIONS, useValue: options },
        { provide: EXPIRABLES, inject: OLDEST_FIRST, useFactory: (...all: Expirable[]) => all },
      ],
      exports: [RetentionService],
    };
  }
}
