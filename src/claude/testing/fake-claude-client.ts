import {
  ClaudeClient,
  type ClaudeReply,
  type ClaudeRequest,
  type ModelLimits,
  type StreamEnd,
} from '../claude-client.js';
import { textOf } from '../reply-text.js';

/** What the fake answers: a text, some fields of a reply, or an error to throw. */
export type FakeAnswer = string | Partial<ClaudeReply> | Error;

/**
 * A Claude for tests: notes every request and answers from a queue, in order. With an empty queue it answers
 * `fake answer`, so that a test says only what it is about.
 */
export class FakeClaudeClient extends ClaudeClient {
  /** Every request so far, oldest first. */
  readonly asked: ClaudeRequest[] = [];
  /** Every model whose limits were asked for, oldest first. */
  readonly limitsAsked: string[] = [];
  /** What every model can take, or the error that asking for it ends with. */
  limits: ModelLimits | Error = { maxInputTokens: 200_000, maxOutputTokens: 64_000 };
  private readonly answers: FakeAnswer[] = [];
  private held: Promise<void> | null = null;

  /** Queues the answers of the next requests. */
  willAnswer(...answers: readonly FakeAnswer[]): this {
    this.answers.push(...answers);
    return this;
  }

  /** From now on replies wait until the returned function is called: for tests of what happens meanwhile. */
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
    if (this.held !== null) await orAborted(this.held, signal);
    if (answer instanceof Error) throw answer;
    return toReply(answer, request, this.asked.length);
  }

  /** The whole text at once. */
  async stream(request: ClaudeRequest, onText: (delta: string) => void, signal?: AbortSignal): Promise<StreamEnd> {
    const reply = await this.complete(request, signal);
    onText(textOf(reply.content));
    return { isWhole: true, reply };
  }

  async limitsOf(model: string, signal?: AbortSignal): Promise<ModelLimits> {
    signal?.throwIfAborted();
    this.limitsAsked.push(model);
    const { limits } = this;
    if (this.held !== null) await orAborted(this.held, signal);
    if (limits instanceof Error) throw limits;
    return limits;
  }
}

function orAborted(held: Promise<void>, signal?: AbortSignal): Promise<void> {
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
