import { Module } from '@nestjs/common';
import { DatabaseIdentity, requireTables } from '../database/index.js';
import { Result } from './entities/result.entity.js';
import { routedModule } from '../http/index.js';
import { provideSearchIndex, searchTables } from '../search/index.js';
import { AnalysisService } from './analysis.service.js';
import { ErasableResults } from './erasable-results.js';
import { ExpirableResults } from './expirable-results.js';
import { ExportableResults } from './exportable-results.js';
import { HistoryService } from './history.service.js';
import { AnalysisController } from './http/analysis.controller.js';
import { ResultSearch, RESULTS_SEARCH } from './result-search.js';
import { ResultRepository } from './result.repository.js';

const SERVICES = [AnalysisService, HistoryService];
const PERSONAL = [ErasableResults, ExpirableResults, ExportableResults];

/** Its `imports` have to bring each module below it: `RepriseCoreModule` has them all. */
@Module({
  providers: [
    requireTables([Result, DatabaseIdentity], searchTables(RESULTS_SEARCH)),
    ...SERVICES,
    ...PERSONAL,
    ResultRepository,
    provideSearchIndex(ResultSearch, RESULTS_SEARCH),
  ],
  exports: [...SERVICES, ...PERSONAL],
})
export class AnalysisModule extends routedModule(AnalysisController) {}
