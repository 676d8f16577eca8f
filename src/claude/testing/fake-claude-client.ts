import {
  ClaudeClient,
  type ClaudeReply,
  type ClaudeRequest,
  type ModelLimits,
  type StreamEnd,
} from '../claude-client.js';
import { textOf } from '../reply-text.js';

/** An answer of the fake: a text, some fields of a reply, or an error to throw. */
export type FakeAnswer = string | Partial<ClaudeReply> | Error;

/**
 * A fake of Claude for tests. It records every request and returns queued answers in order. If the queue is empty, it
 * replies `fake answer`.
 */
export class FakeClaudeClient extends ClaudeClient {
  /** All requests so far, oldest first. */
  readonly asked: ClaudeRequest[] = [];
  /** All models whose limits were looked up so far, oldest first. */
  readonly limitsAsked: string[] = [];
  /** The limits of every model, or the error with which a look-up fails. */
  limits: ModelLimits | Error = { maxInputTokens: 200_000, maxOutputTokens: 64_000 };
  private readonly answers: FakeAnswer[] = [];
  private held: Promise<void> | null = null;

  /** Queues the answers of the next requests. */
  willAnswer(...answers: readonly FakeAnswer[]): this {
    this.answers.push(...answers);
    return this;
  }

  /** Holds replies back until the returned function is called, for tests of what happens while Claude is busy. */
  hold(): () => void {
    let release: () => void = () => undefined;
    this.held = new Promise((resolve) => {
      release = () => {
        this.held = null;
        resolve();
      };
    });
    return release;
  }

  async complete(request: ClaudeRequest, signal?: AbortSignal): Promise<ClaudeReply> {
    signal?.throwIfAborted();
    this.asked.push(request);
    const answer = this.answers.shift() ?? 'fake answer';
    if (this.held !== null) await abortable(this.held, signal);
    if (answer instanceof Error) throw answer;
    return toReply(answer, request, this.asked.length);
  }

  /** Streams the whole text in one piece. */
  async stream(request: ClaudeRequest, onText: (delta: string) => void, signal?: AbortSignal): Promise<StreamEnd> {
    const reply = await this.complete(request, signal);
    onText(textOf(reply.content));
    return { isWhole: true, reply };
  }

  async limitsOf(model: string, signal?: AbortSignal): Promise<ModelLimits> {
    signal?.throwIfAborted();
    this.limitsAsked.push(model);
    const { limits } = this;
    if (this.held !== null) await abortable(this.held, signal);
    if (limits instanceof Error) throw limits;
    return limits;
  }
}

function abortable(held: Promise<void>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', giveUp, { once: true });
    void held.then(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    });
  });
}

function toReply(answer: string | Partial<ClaudeReply>, { model }: ClaudeRequest, count: number): ClaudeReply {
  const fields = typeof answer === 'string' ? { content: [{ type: 'text', text: answer }] } : answer;
  return {
    requestId: `req_fake_${count}`,
    model,
    content: [{ type: 'text', text: 'fake answer' }],
    stopReason: 'end_turn',
    usage: {
      inputTokens: 10,
      outputTokens: 5,
      cacheCreationInputTokens: 0,
      cacheReadInputTokens: 0,
      cacheCreation1hInputTokens: 0,
      serviceTier: 'standard',
      inferenceGeo: null,
      speed: null,
    },
    ...fields,
  };
}
