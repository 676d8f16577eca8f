import type { ProtectedTable } from '../encryption/index.js';
import type { Result } from './entities/result.entity.js';

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
