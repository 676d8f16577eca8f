import type { ClaudeReply, ContentBlock, TokenUsage } from '../claude-client.js';
import { ClaudeFailedError } from '../claude.errors.js';

/**
 * The SDK's message as ours. The SDK's types are promises the network does not keep: a proxy's page or a
 * cut body arrives here as well, and must not become a stored answer or a wrong bill.
 * @throws ClaudeFailedError when it is not a whole message.
 */
export function toReply(message: unknown, requestId = requestIdOf(message)): ClaudeReply {
  if (!isRecord(message)) throw unreadable(requestId);
  const { model, content, stop_reason: stopReason } = message;
  const usage = toUsage(message['usage']);
  if (typeof model !== 'string' || typeof stopReason !== 'string' || !isContent(content) || usage === null) {
    throw unreadable(requestId);
  }
  return { requestId, model, content, stopReason, usage };
}

/** What there is of a reply whose stream broke off. @param stopReason why, since Claude could not say */
export function toPartialReply(snapshot: unknown, requestId: string | null, stopReason: string): ClaudeReply {
  return toReply({ ...Object(snapshot), stop_reason: stopReason }, requestId);
}

function toUsage(usage: unknown): TokenUsage | null {
  if (!isRecord(usage)) return null;
  const split = isRecord(usage['cache_creation']) ? usage['cache_creation'] : {};
  const tokens = {
    inputTokens: usage['input_tokens'],
    outputTokens: usage['output_tokens'],
    cacheCreationInputTokens: usage['cache_creation_input_tokens'] ?? 0,
    cacheReadInputTokens: usage['cache_read_input_tokens'] ?? 0,
    cacheCreation1hInputTokens: split['ephemeral_1h_input_tokens'] ?? 0,
  };
  if (!areTokenCounts(tokens) || tokens.cacheCreation1hInputTokens > tokens.cacheCreationInputTokens) return null;
  return {
    ...tokens,
    serviceTier: textOrNull(usage['service_tier']),
    inferenceGeo: textOrNull(usage['inference_geo']),
    speed: textOrNull(usage['speed']),
  };
}

function areTokenCounts<K extends string>(tokens: Record<K, unknown>): tokens is Record<K, number> {
  return Object.values(tokens).every((count) => Number.isSafeInteger(count) && (count as number) >= 0);
}

function isContent(content: unknown): content is ContentBlock[] {
  return Array.isArray(content) && content.every((block) => isRecord(block) && typeof block['type'] === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The SDK hangs the `request-id` header on the parsed body, where it is not enumerable. */
function requestIdOf(message: unknown): string | null {
  return isRecord(message) ? textOrNull(message['_request_id']) : null;
}

function unreadable(requestId: string | null): ClaudeFailedError {
  return new ClaudeFailedError('Claude sent a reply that cannot be read. Check the base URL, or try again.', {
    requestId,
  });
}
