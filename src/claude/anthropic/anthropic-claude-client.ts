import {
  ClaudeClient,
  type ClaudeReply,
  type ClaudeRequest,
  type ModelLimits,
  type StreamEnd,
} from '../claude-client.js';
import { ClaudeFailedError, ClaudeTimeoutError } from '../claude.errors.js';
import type { AnthropicCallOptions, AnthropicSdk, AnthropicStream } from './anthropic-sdk.js';
import { toLibraryError } from './to-library-error.js';
import { toParams } from './to-params.js';
import { type ReplyMetadata, toPartialReply, toReply } from './to-reply.js';

/** The stop reasons of incomplete replies: the caller aborted, or the connection broke. */
const ABORTED = 'aborted';
const INTERRUPTED = 'interrupted';

/** Timeout of a model look-up in milliseconds. It is short because a prompt waits for it, and can be sent without it. */
const LOOK_UP_TIMEOUT_MS = 5_000;

/** How long the connection may stay open after the end of the reply, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;

/** The default adapter of `ClaudeClient`. Only this folder knows the SDK. */
export class AnthropicClaudeClient extends ClaudeClient {
  /** @param timeoutMs timeout of one call in milliseconds, including the reply's body */
  constructor(
    private readonly sdk: AnthropicSdk,
    private readonly timeoutMs: number,
  ) {
    super();
  }

  /** @throws the signal's reason if the caller aborted, otherwise an error of `claude.errors.ts` */
  complete(request: ClaudeRequest, signal?: AbortSignal): Promise<ClaudeReply> {
    return this.withTimeout(this.timeoutMs, signal, async (options) =>
      toReply(await this.sdk.messages.create(toParams(request), options)),
    );
  }

  stream(request: ClaudeRequest, onText: (delta: string) => void, signal?: AbortSignal): Promise<StreamEnd> {
    return this.withTimeout(this.timeoutMs, signal, async (options, explain): Promise<StreamEnd> => {
      const connection = new AbortController();
      const closeConnection = (): void => connection.abort();
      if (options.signal?.aborted) closeConnection();
      options.signal?.addEventListener('abort', closeConnection, { once: true });
      const stream = this.sdk.messages.stream(toParams(request), { ...options, signal: connection.signal });
      const recorder = new StreamRecorder(stream, onText);
      const streamEnd = stream.done();
      try {
        await Promise.race([recorder.stopped, streamEnd]);
        if (!recorder.isWhole)
          throw new ClaudeFailedError('The reply was cut off. Try again later.', {
            isTransient: true,
            mayBeBilled: true,
          });
      } catch (error) {
        if (!recorder.isWhole && recorder.snapshot === null) throw error;
        // An error after the complete reply has arrived changes nothing.
        if (!recorder.isWhole) {
          const stopReason = signal?.aborted ? ABORTED : INTERRUPTED;
          const reply = toPartialReply(recorder.snapshot, recorder.metadata(), stopReason);
          return { isWhole: false, reply, cause: explain(error) };
        }
      } finally {
        options.signal?.removeEventListener('abort', closeConnection);
        closeLater(streamEnd, closeConnection);
      }
      return { isWhole: true, reply: toReply(recorder.snapshot, recorder.metadata()) };
    });
  }

  limitsOf(model: string, signal?: AbortSignal): Promise<ModelLimits> {
    return this.withTimeout(Math.min(LOOK_UP_TIMEOUT_MS, this.timeoutMs), signal, async (options) =>
      toModelLimits(await this.sdk.models.retrieve(model, null, options)),
    );
  }

  /** Runs one call within the timeout, and translates its errors. */
  private async withTimeout<T>(timeoutMs: number, signal: AbortSignal | undefined, call: BoundedCall<T>): Promise<T> {
    // The SDK's own timeout covers only the time until the headers arrive.
    let isTimedOut = false;
    // Not `AbortSignal.any`: on Node 20 it takes about 40 µs per call.
    const end = new AbortController();
    const abort = (): void => end.abort();
    const timer = setTimeout(() => {
      isTimedOut = true;
      abort();
    }, timeoutMs);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const explain = (error: unknown): unknown => {
      if (signal?.aborted) return signal.reason;
      if (isTimedOut) return timeoutError(timeoutMs);
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

/** Maps the SDK's model info. Values that are not positive integers become `null`. */
function toModelLimits(info: unknown): ModelLimits {
  const { max_input_tokens: input, max_tokens: output } = Object(info) as Record<string, unknown>;
  return { maxInputTokens: toTokens(input), maxOutputTokens: toTokens(output) };
}

function toTokens(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : null;
}

/** Records a streamed reply up to its `message_stop` event; later events are ignored. */
class StreamRecorder {
  snapshot: unknown = null;
  isWhole = false;
  readonly stopped: Promise<void>;
  private isOutputCounted = false;

  constructor(
    private readonly stream: AnthropicStream,
    onText: (delta: string) => void,
  ) {
    stream.on('text', (delta) => {
      if (!this.isWhole) onText(delta);
    });
    this.stopped = new Promise((resolve) => {
      stream.on('streamEvent', ({ type }, message) => {
        if (this.isWhole) return;
        this.snapshot = message;
        if (type === 'message_delta') this.isOutputCounted = true;
        if (type === 'content_block_start' || type === 'content_block_delta') this.isOutputCounted = false;
        if (type !== 'message_stop') return;
        this.isWhole = true;
        this.snapshot = copyOf(message);
        resolve();
      });
    });
  }

  metadata(): ReplyMetadata {
    return { requestId: this.stream.request_id ?? null, isOutputCounted: this.isOutputCounted };
  }
}

/** A copy of the parts that the SDK would change with events after the end. */
function copyOf(message: unknown): unknown {
  const { content, usage, ...rest } = Object(message) as Record<string, unknown>;
  return {
    ...rest,
    content: Array.isArray(content) ? [...(content as unknown[])] : content,
    usage: { ...(Object(usage) as object) },
  };
}

/** Keeps the connection for reuse if the response ends in time, and closes it otherwise. */
function closeLater(streamEnd: Promise<void>, closeConnection: () => void): void {
  const timer = setTimeout(closeConnection, CLOSE_TIMEOUT_MS).unref();
  const settled = (): void => clearTimeout(timer);
  streamEnd.then(settled, settled);
}

type BoundedCall<T> = (options: AnthropicCallOptions, explain: (error: unknown) => unknown) => Promise<T>;

function timeoutError(timeoutMs: number): ClaudeTimeoutError {
  return new ClaudeTimeoutError(
    `Claude did not answer within ${timeoutMs} ms. Try again, ask for a shorter answer, or allow more time.`,
  );
}
