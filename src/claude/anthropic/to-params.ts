import type { ClaudeMessage, ClaudeRequest } from '../claude-client.js';
import type { MessageParams } from './anthropic-sdk.js';

/**
 * Not for five minutes, which cost less to write: who thinks for six before going on would pay for all of it again
 * (docs/adr/0011-context-window.md).
 */
const ONE_HOUR = { type: 'ephemeral', ttl: '1h' } as const;

/** Our request in the SDK's words. What is `null` with us is left out: the API's default applies. */
export function toParams(request: ClaudeRequest): MessageParams {
  const outputConfig = toOutputConfig(request);
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    messages: request.messages.map(toMessageParam),
    ...(request.system === null ? {} : { system: toSystem(request.system, request.cachePrefix) }),
    // At the top level it stands for a mark on the last block, so the blocks themselves stay as they are.
    ...(request.cachePrefix ? { cache_control: ONE_HOUR } : {}),
    ...(outputConfig === null ? {} : { output_config: outputConfig }),
  };
}

/** With a mark of its own, so that other conversations with the same system text read it as well. */
function toSystem(text: string, isMarked: boolean): NonNullable<MessageParams['system']> {
  return isMarked ? [{ type: 'text', text, cache_control: ONE_HOUR }] : text;
}

function toMessageParam({ role, content }: ClaudeMessage): MessageParams['messages'][number] {
  // The blocks are Claude's own, kept byte for byte; the SDK's union of today cannot name those of tomorrow.
  return { role, content: content as MessageParams['messages'][number]['content'] };
}

function toOutputConfig({ effort, schema }: ClaudeRequest): NonNullable<MessageParams['output_config']> | null {
  if (effort === null && schema === null) return null;
  return {
    ...(effort === null ? {} : { effort }),
    ...(schema === null ? {} : { format: { type: 'json_schema' as const, schema } }),
  };
}
