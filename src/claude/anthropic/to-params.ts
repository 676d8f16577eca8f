import type { ClaudeMessage, ClaudeRequest } from '../claude-client.js';
import type { MessageParams } from './anthropic-sdk.js';

/** Our request in the SDK's words. What is `null` with us is left out: the API's default applies. */
export function toParams(request: ClaudeRequest): MessageParams {
  const outputConfig = toOutputConfig(request);
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    messages: request.messages.map(toMessageParam),
    ...(request.system === null ? {} : { system: request.system }),
    ...(outputConfig === null ? {} : { output_config: outputConfig }),
  };
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
