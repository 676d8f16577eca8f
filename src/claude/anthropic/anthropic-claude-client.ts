import {
  ClaudeClient,
  type ClaudeReply,
  type ClaudeRequest,
  type ModelLimits,
  type StreamEnd,
} from '../claude-client.js';
import { ClaudeFailedError, ClaudeTimeoutError } from '../claude.errors.js';
import type { AnthropicCallOptions, AnthropicSdk } from './anthropic-sdk.js';
import { toLibraryError } from './to-library-error.js';
import { toModelLimits } from './to-model-limits.js';
import { toParams } from './to-params.js';
import { toPartialReply, toReply } from './to-reply.js';

/** The stop reasons of replies that did not reach their end: the caller gave up, or the connection broke. */
const ABORTED = 'aborted';
const INTERRUPTED = 'interrupted';

/** Longest time of a look-up in milliseconds: somebody's prompt waits behind it, and can do without. */
const LOOK_UP_MS = 5_000;

/** The port's default adapter, and the one place that speaks the SDK's language. */
export class AnthropicClaudeClient extends ClaudeClient {
  /** @param timeoutMs longest time of one call in milliseconds, the reply's body included. */
  constructor(
    private readonly sdk: AnthropicSdk,
    private readonly timeoutMs: number,
  ) {
    super();
  }

  /** @throws the signal's own reason when the caller gave up, else an error of `claude.errors.ts`. */
  complete(request: ClaudeRequest, signal?: AbortSignal): Promise<ClaudeReply> {
    return this.bounded(this.timeoutMs, signal, async (options) =>
      toReply(await this.sdk.messages.create(toParams(request), options)),
    );
  }

  stream(request: ClaudeRequest, onText: (delta: string) => void, signal?: AbortSignal): Promise<StreamEnd> {
    let snapshot: unknown = null;
    let isWhole = false;
    return this.bounded(this.timeoutMs, signal, async (options, explain): Promise<StreamEnd> => {
      const stream = this.sdk.messages.stream(toParams(request), options);
      stream.on('text', onText);
      stream.on('streamEvent', (event, message) => {
        snapshot = message;
        isWhole = event.type === 'message_stop';
      });
      const requestId = () => stream.request_id ?? null;
      try {
        await stream.done();
        if (isWhole) return { isWhole, reply: toReply(snapshot, requestId()) };
        throw new ClaudeFailedError('The reply was cut off. Try again later.', { isTransient: true });
      } catch (error) {
        // What has come whole stays whole, however the connection ends afterwards.
        if (isWhole) return { isWhole, reply: toReply(snapshot, requestId()) };
        if (snapshot === null) throw error;
        const stopReason = signal?.aborted ? ABORTED : INTERRUPTED;
        return { isWhole, reply: toPartialReply(snapshot, requestId(), stopReason), cause: explain(error) };
      }
    });
  }

  limitsOf(model: string, signal?: AbortSignal): Promise<ModelLimits> {
    return this.bounded(Math.min(LOOK_UP_MS, this.timeoutMs), signal, async (options) =>
      toModelLimits(await this.sdk.models.retrieve(model, null, options)),
    );
  }

  /** Runs one call within the time limit, and says what went wrong in this library's words. */
  private async bounded<T>(timeoutMs: number, signal: AbortSignal | undefined, call: BoundedCall<T>): Promise<T> {
    // The SDK's timeout ends when the headers arrive: it does not bound the call.
    let isLate = false;
    // By hand: on Node 20 `AbortSignal.any` takes some 40 µs a call.
    const end = new AbortController();
    const abort = (): void => end.abort();
    const timer = setTimeout(() => {
      isLate = true;
      abort();
    }, timeoutMs);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const explain = (error: unknown): unknown => {
      if (signal?.aborted) return signal.reason;
      if (isLate) return tooLate(timeoutMs);
      return error instanceof ClaudeFailedError ? error : toLibraryError(error);
    };
    try {
      return await call({ signal: end.signal, timeout: timeoutMs, maxRetries: 0 }, explain);
    } catch (error) {
      throw explain(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }
}

type BoundedCall<T> = (options: AnthropicCallOptions, explain: (error: unknown) => unknown) => Promise<T>;

function tooLate(timeoutMs: number): ClaudeTimeoutError {
  return new ClaudeTimeoutError(
    `Claude did not answer within ${timeoutMs} ms. Try again, ask for a shorter answer, or allow more time.`,
  );
}
