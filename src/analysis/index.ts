export { RefusedError, ResultNotFoundError } from './analysis.errors.js';
export { AnalysisModule, type AnalysisModuleShape } from './analysis.module.js';
export { type AnalysisInput, type AnalysisOutcome, AnalysisService, type HistoryQuery } from './analysis.service.js';
export { type Result } from './entities/result.entity.js';
