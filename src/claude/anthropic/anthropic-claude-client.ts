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
import { toModelLimits } from './to-model-limits.js';
import { toParams } from './to-params.js';
import { type ReplyCircumstances, toPartialReply, toReply } from './to-reply.js';

/** The stop reasons of replies that did not reach their end: the caller gave up, or the connection broke. */
const ABORTED = 'aborted';
const INTERRUPTED = 'interrupted';

/** Longest time of a look-up in milliseconds: somebody's prompt waits behind it, and can do without. */
const LOOK_UP_MS = 5_000;

/** How long a response may stay open once the reply in it has ended, in milliseconds. */
const LAST_BYTES_MS = 1_000;

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
    return this.bounded(this.timeoutMs, signal, async (options, explain): Promise<StreamEnd> => {
      const connection = new AbortController();
      const hangUp = (): void => connection.abort();
      if (options.signal?.aborted) hangUp();
      options.signal?.addEventListener('abort', hangUp, { once: true });
      const stream = this.sdk.messages.stream(toParams(request), { ...options, signal: connection.signal });
      const heard = new HeardStream(stream, onText);
      const over = stream.done();
      try {
        await Promise.race([heard.stopped, over]);
        if (!heard.isWhole)
          throw new ClaudeFailedError('The reply was cut off. Try again later.', {
            isTransient: true,
            mayBeBilled: true,
          });
      } catch (error) {
        // What has come whole stays whole, however the connection ends afterwards.
        if (!heard.isWhole && heard.snapshot === null) throw error;
        if (!heard.isWhole) {
          const stopReason = signal?.aborted ? ABORTED : INTERRUPTED;
          const reply = toPartialReply(heard.snapshot, heard.circumstances(), stopReason);
          return { isWhole: false, reply, cause: explain(error) };
        }
      } finally {
        options.signal?.removeEventListener('abort', hangUp);
        letEnd(over, hangUp);
      }
      return { isWhole: true, reply: toReply(heard.snapshot, heard.circumstances()) };
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

/** What has come of a reply, up to its `message_stop`; whatever follows is no part of it. */
class HeardStream {
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

  circumstances(): ReplyCircumstances {
    return { requestId: this.stream.request_id ?? null, isOutputCounted: this.isOutputCounted };
  }
}

/** The SDK goes on changing its own with whatever comes after the end. */
function copyOf(message: unknown): unknown {
  const { content, usage, ...rest } = Object(message) as Record<string, unknown>;
  return {
    ...rest,
    content: Array.isArray(content) ? [...(content as unknown[])] : content,
    usage: { ...(Object(usage) as object) },
  };
}

/** Lets the connection be used again where the response ends by itself, and drops it where it stays open. */
function letEnd(over: Promise<void>, hangUp: () => void): void {
  const timer = setTimeout(hangUp, LAST_BYTES_MS).unref();
  const settled = (): void => clearTimeout(timer);
  over.then(settled, settled);
}

type BoundedCall<T> = (options: AnthropicCallOptions, explain: (error: unknown) => unknown) => Promise<T>;

function tooLate(timeoutMs: number): ClaudeTimeoutError {
  return new ClaudeTimeoutError(
    `Claude did not answer within ${timeoutMs} ms. Try again, ask for a shorter answer, or allow more time.`,
  );
}
