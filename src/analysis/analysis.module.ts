import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { provideSearchIndex } from '../search/index.js';
import { AnalysisService } from './analysis.service.js';
import { ErasableResults } from './erasable-results.js';
import { ExpirableResults } from './expirable-results.js';
import { ExportableResults } from './exportable-results.js';
import { HistoryService } from './history.service.js';
import { AnalysisController } from './http/analysis.controller.js';
import { ReplayService } from './replay.service.js';
import { ResultSearch, RESULTS_SEARCH } from './result-search.js';
import { ResultRepository } from './result.repository.js';

export interface AnalysisModuleShape {
  /** The modules that provide time, the database, Claude and the cache: each room below this one. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Whether to serve the routes; the service can be injected either way. @default true */
  readonly http?: boolean;
}

@Module({})
export class AnalysisModule {
  static register({ imports, http = true }: AnalysisModuleShape): DynamicModule {
    return {
      module: AnalysisModule,
      imports,
      controllers: http ? [AnalysisController] : [],
      providers: [
        AnalysisService,
        HistoryService,
        ErasableResults,
        ExpirableResults,
        ExportableResults,
        ReplayService,
        ResultRepository,
        provideSearchIndex(ResultSearch, RESULTS_SEARCH),
      ],
      exports: [AnalysisService, HistoryService, ErasableResults, ExpirableResults, ExportableResults],
    };
  }
}
