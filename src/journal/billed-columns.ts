import type { BilledReply } from '../claude/index.js';

/** What Claude billed for a reply, under the names that every table gives it. */
export function billedColumns({ model, requestId, usage, usageBasis, costPicoUsd }: BilledReply) {
  const { inputTokens, outputTokens, cacheCreationInputTokens, cacheCreation1hInputTokens, cacheReadInputTokens } =
    usage;
  return {
    answeredModel: model,
    claudeRequestId: requestId,
    inputTokens,
    outputTokens,
    cacheCreationInputTokens,
    cacheCreation1hInputTokens,
    cacheReadInputTokens,
    usageBasis,
    costPicoUsd,
  };
}

/** Every token billed for a reply. */
export function tokensUsed({ usage }: BilledReply): number {
  return usage.inputTokens + usage.outputTokens + usage.cacheCreationInputTokens + usage.cacheReadInputTokens;
}
