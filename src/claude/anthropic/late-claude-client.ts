import {
  ClaudeClient,
  type ClaudeReply,
  type ClaudeRequest,
  type ModelLimits,
  type StreamEnd,
} from '../claude-client.js';
import { AnthropicClaudeClient } from './anthropic-claude-client.js';
import type { AnthropicSdkOptions } from './anthropic-sdk.js';
import { checkApiKey } from './api-key.js';

/** Opens the SDK for the first call: loading it takes a tenth of a start, and as much memory, of those who only replay. */
export class LateClaudeClient extends ClaudeClient {
  private opening?: Promise<ClaudeClient>;

  /**
   * @param timeoutMs longest time of one call in milliseconds, the reply's body included.
   * @throws Error when the key is missing or cannot stand in a header: a bad one stops the start, not the first call.
   */
  constructor(
    private readonly options: AnthropicSdkOptions,
    private readonly timeoutMs: number,
  ) {
    super();
    checkApiKey(options.apiKey);
  }

  async complete(request: ClaudeRequest, signal?: AbortSignal): Promise<ClaudeReply> {
    return (await this.opened()).complete(request, signal);
  }

  async stream(request: ClaudeRequest, onText: (delta: string) => void, signal?: AbortSignal): Promise<StreamEnd> {
    return (await this.opened()).stream(request, onText, signal);
  }

  async limitsOf(model: string, signal?: AbortSignal): Promise<ModelLimits> {
    return (await this.opened()).limitsOf(model, signal);
  }

  private opened(): Promise<ClaudeClient> {
    return (this.opening ??= this.open());
  }

  private async open(): Promise<ClaudeClient> {
    const { openAnthropicSdk } = await import('./anthropic-sdk.js');
    return new AnthropicClaudeClient(openAnthropicSdk(this.options), this.timeoutMs);
  }
}
