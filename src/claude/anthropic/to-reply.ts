import type { ClaudeReply, ContentBlock, TokenUsage } from '../claude-client.js';
import { ClaudeFailedError } from '../claude.errors.js';

/** What the adapter knows about a reply in addition to the message. */
export interface ReplyMetadata {
  readonly requestId: string | null;
  /** `false` if the message contains only the provisional count of output tokens with which its stream began. */
  readonly isOutputCounted: boolean;
}

/**
 * Maps the SDK's message to a reply. The network can break the SDK's types: a proxy's error page or a truncated body also
 * arrives here, and must not be stored as an answer. A message with content blocks is accepted; `checkReply` checks its
 * other fields.
 * @throws ClaudeFailedError if it is not a message
 */
export function toReply(
  message: unknown,
  { requestId, isOutputCounted }: ReplyMetadata = { requestId: requestIdOf(message), isOutputCounted: true },
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

/**
 * Maps the received part of a reply whose stream broke off.
 * @param stopReason replaces Claude's stop reason, which has not arrived
 */
export function toPartialReply(snapshot: unknown, metadata: ReplyMetadata, stopReason: string): ClaudeReply {
  return toReply({ ...Object(snapshot), stop_reason: stopReason }, metadata);
}

/** `null` if a count is not a number. Whether the numbers are plausible is checked by `checkReply`. */
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

/** The SDK adds the `request-id` header to the parsed body as a non-enumerable property. */
function requestIdOf(message: unknown): string | null {
  return isRecord(message) ? textOrNull(message['_request_id']) : null;
}

function unreadable(requestId: string | null): ClaudeFailedError {
  return new ClaudeFailedError('Claude sent an unreadable reply. Check the base URL, or try again.', {
    requestId,
    mayBeBilled: true,
  });
}
