import type { ClaudeReply, ContentBlock, TokenUsage } from '../claude-client.js';
import { ClaudeFailedError } from '../claude.errors.js';

/** What the adapter knows of a reply beside the message itself. */
export interface ReplyCircumstances {
  readonly requestId: string | null;
  /** False where the message holds only the count of output tokens with which its stream began. */
  readonly isOutputCounted: boolean;
}

/**
 * The SDK's message as ours. The SDK's types are promises the network does not keep: a proxy's page or a cut body arrives
 * here as well, and must not become a stored answer. What has blocks is an answer, whatever is wrong beside them:
 * `checkReply` judges the rest.
 * @throws ClaudeFailedError when it is no message
 */
export function toReply(
  message: unknown,
  { requestId, isOutputCounted }: ReplyCircumstances = { requestId: requestIdOf(message), isOutputCounted: true },
): ClaudeReply {
  if (!isRecord(message) || !isContent(message['content'])) throw unreadable(requestId);
  return {
    requestId,
    model: textOrNull(message['model']) ?? '',
    content: message['content'],
    stopReason: textOrNull(message['stop_reason']) ?? '',
    usage: toUsage(message['usage']),
    ...(!isOutputCounted && { isOutputCounted }),
  };
}

/** What there is of a reply whose stream broke off. @param stopReason why, since Claude could not say */
export function toPartialReply(snapshot: unknown, circumstances: ReplyCircumstances, stopReason: string): ClaudeReply {
  return toReply({ ...Object(snapshot), stop_reason: stopReason }, circumstances);
}

/** `null` where a count is no number at all; whether the numbers can be true is not judged here. */
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
  if (!areNumbers(tokens)) return null;
  return {
    ...tokens,
    serviceTier: textOrNull(usage['service_tier']),
    inferenceGeo: textOrNull(usage['inference_geo']),
    speed: textOrNull(usage['speed']),
  };
}

function areNumbers<K extends string>(tokens: Record<K, unknown>): tokens is Record<K, number> {
  return Object.values(tokens).every((count) => typeof count === 'number');
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
    mayBeBilled: true,
  });
}
