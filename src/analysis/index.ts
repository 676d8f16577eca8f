export { RefusedError, ResultNotFoundError } from './analysis.errors.js';
export { AnalysisModule } from './analysis.module.js';
export { AnalysisService } from './analysis.service.js';
export {
  type AnalysisContext,
  type AnalysisInput,
  type AnalysisListener,
  type AnalysisOutcome,
  type HistoryQuery,
} from './analysis.types.js';
export { ExpirableResults } from './expirable-results.js';
export { type Result } from './entities/result.entity.js';
export { HistoryService } from './history.service.js';
export { ErasableResults } from './erasable-results.js';
export { ExportableResults } from './exportable-results.js';
export { SEALABLE_RESULTS } from './protected-results.js';
