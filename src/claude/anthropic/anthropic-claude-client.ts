import { ClaudeClient, type ClaudeReply, type ClaudeRequest } from '../claude-client.js';
import { ClaudeTimeoutError } from '../claude.errors.js';
import type { AnthropicSdk } from './anthropic-sdk.js';
import { toLibraryError } from './to-library-error.js';
import { toParams } from './to-params.js';
import { toReply } from './to-reply.js';

/** The port's default adapter, and the one place that speaks the SDK's language. */
export class AnthropicClaudeClient extends ClaudeClient {
  /** @param timeoutMs longest time of one call in milliseconds, the SDK's retries and the reply's body included. */
  constructor(
    private readonly sdk: AnthropicSdk,
    private readonly timeoutMs: number,
  ) {
    super();
  }

  /** @throws the signal's own reason when the caller gave up, else an error of `claude.errors.ts`. */
  async complete(request: ClaudeRequest, signal?: AbortSignal): Promise<ClaudeReply> {
    return toReply(await this.send(request, signal));
  }

  private async send(request: ClaudeRequest, signal?: AbortSignal): Promise<unknown> {
    // The SDK's timeout ends when the headers arrive and starts anew with each retry: neither bounds the call.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.timeoutMs);
    const either = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
    try {
      return await this.sdk.messages.create(toParams(request), { signal: either, timeout: this.timeoutMs });
    } catch (error) {
      signal?.throwIfAborted();
      throw deadline.signal.aborted ? tooLate(this.timeoutMs) : toLibraryError(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function tooLate(timeoutMs: number): ClaudeTimeoutError {
  return new ClaudeTimeoutError(
    `Claude did not answer within ${timeoutMs} ms. Try again, ask for a shorter answer, or allow more time.`,
  );
}
