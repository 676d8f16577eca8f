export { AnthropicClaudeClient } from './anthropic/anthropic-claude-client.js';
export {
  type AnthropicSdk,
  type AnthropicSdkOptions,
  CLAUDE_API_VERSION,
  openAnthropicSdk,
} from './anthropic/anthropic-sdk.js';
export {
  ClaudeClient,
  type ClaudeMessage,
  type ClaudeReply,
  type ClaudeRequest,
  type ContentBlock,
  type Effort,
  EFFORTS,
  type JsonObject,
  type JsonValue,
  type ModelLimits,
  type StreamEnd,
  type TokenUsage,
} from './claude-client.js';
export {
  ClaudeFailedError,
  ClaudeOverloadedError,
  ClaudeRejectedError,
  ClaudeRequestTooLargeError,
  ClaudeTimeoutError,
  TooManyCallsError,
} from './claude.errors.js';
export { type UsageBasis } from './check-reply.js';
export { ClaudeModule } from './claude.module.js';
export { baseUrlFault, CLAUDE_OPTIONS, CLAUDE_RULES, type ClaudeModuleOptions } from './claude.options.js';
export {
  type AttemptOptions,
  type BilledEnd,
  type BilledReply,
  type ClaudeDefaults,
  ClaudeService,
} from './claude.service.js';
export { ConcurrencyGate, type ConcurrencyGateLimits } from './concurrency-gate.js';
export { isUsableSchema, readAnswer } from './json-schema.js';
export { CONTEXT_WINDOWS, type ContextWindow } from './models/context-windows.js';
export { ModelCatalogue } from './models/model-catalogue.js';
export { CLAUDE_PRICES } from './pricing/claude-prices.js';
export { InvalidPricesError, parsePrices, withOverrides } from './pricing/parse-prices.js';
export { type PriceEntry } from './pricing/price-entry.js';
export { PriceList } from './pricing/price-list.js';
export { countPromptTokens } from './pricing/prompt-bound.js';
export { textOf } from './reply-text.js';
