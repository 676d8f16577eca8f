import type { ProtectedTable, SealableTable } from '../encryption/index.js';
import { sealableIndex } from '../search/index.js';
import { Result } from './entities/result.entity.js';
import { documentOf, RESULTS_SEARCH } from './result-search.js';

/** What of a result is content. */
export const PROTECTED_RESULTS: ProtectedTable<Result> = {
  name: 'results',
  columns: ['inputText', 'system', 'schema', 'content', 'result', 'parsed', 'metadata'],
  digests: { inputDigest: 'inputText' },
  idOf: ({ id }) => id,
  whole: {
    column: 'metadata',
    fields: [
      ...(['inputDigest', 'model', 'answeredModel', 'maxTokens', 'effort', 'stopReason', 'inputTokens'] as const),
      ...(['outputTokens', 'cacheCreationInputTokens', 'cacheCreation1hInputTokens', 'cacheReadInputTokens'] as const),
      ...(['tokensUsed', 'costPicoUsd', 'claudeRequestId', 'cacheKey', 'sourceId', 'answeredAt', 'createdAt'] as const),
    ],
  },
};

export const SEALABLE_RESULTS: SealableTable<Result> = {
  entity: Result,
  table: PROTECTED_RESULTS,
  // Nothing says that it is the answer to what it is found by.
  unproven: () => ({ cacheKey: null }) satisfies Partial<Result>,
  index: sealableIndex(RESULTS_SEARCH, documentOf),
};
