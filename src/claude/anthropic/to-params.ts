import type { ClaudeMessage, ClaudeRequest } from '../claude-client.js';
import type { MessageParams } from './anthropic-sdk.js';

/**
 * Five minutes would cost less to write, but a user who takes six minutes to reply would pay for the whole prompt again
 * (docs/adr/0011-context-window.md).
 */
const ONE_HOUR = { type: 'ephemeral', ttl: '1h' } as const;

/** Maps a request to the SDK's parameters. Fields that are `null` are left out, so the API's defaults apply. */
export function toParams(request: ClaudeRequest): MessageParams {
  const outputConfig = toOutputConfig(request);
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    messages: request.messages.map(toMessageParam),
    ...(request.system === null ? {} : { system: toSystem(request.system, request.cachePrefix) }),
    // At the top level, Claude applies it to the last block. The blocks themselves stay unchanged.
    ...(request.cachePrefix ? { cache_control: ONE_HOUR } : {}),
    ...(outputConfig === null ? {} : { output_config: outputConfig }),
  };
}

/** The system text gets its own cache breakpoint, so that other conversations with the same system text can reuse it. */
function toSystem(text: string, isCached: boolean): NonNullable<MessageParams['system']> {
  return isCached ? [{ type: 'text', text, cache_control: ONE_HOUR }] : text;
}

function toMessageParam({ role, content }: ClaudeMessage): MessageParams['messages'][number] {
  // The blocks are stored exactly as Claude sent them; the SDK's types do not include future kinds of blocks.
  return { role, content: content as MessageParams['messages'][number]['content'] };
}

function toOutputConfig({ effort, schema }: ClaudeRequest): NonNullable<MessageParams['output_config']> | null {
  if (effort === null && schema === null) return null;
  return {
    ...(effort === null ? {} : { effort }),
    ...(schema === null ? {} : { format: { type: 'json_schema' as const, schema } }),
  };
}
