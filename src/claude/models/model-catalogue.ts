import { Injectable } from '@nestjs/common';
import { Clock, type Log, Logs } from '../../common/index.js';
import { ClaudeClient } from '../claude-client.js';
import { knownWindowOf } from './context-windows.js';

const KEEP_MS = 24 * 60 * 60_000;
const KEEP_AFTER_FAILURE_MS = 5 * 60_000;

/** Callers name models as they like; what they name must not fill the memory. */
const MOST_MODELS = 1_000;

interface Known {
  readonly window: Promise<number | null>;
  /** Until when it is not asked for again; far away while the answer is under way. */
  untilMs: number;
}

/** What is known about models: asked of Claude once a day, and else read from a table. */
@Injectable()
export class ModelCatalogue {
  private readonly logger: Log;
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly client: ClaudeClient,
    private readonly clock: Clock,
    logs: Logs,
  ) {
    this.logger = logs.of(ModelCatalogue);
  }

  /**
   * The model's context window in tokens: as Claude says, as `CONTEXT_WINDOWS` says when Claude does not, and `null`
   * when neither knows it, so that Claude has to judge. All who ask at once share one request of five seconds at most.
   * @throws only the signal's reason, when it aborts.
   */
  async windowOf(model: string, signal?: AbortSignal): Promise<number | null> {
    signal?.throwIfAborted();
    const known = this.known.get(model);
    const isFresh = known !== undefined && this.clock.now().getTime() < known.untilMs;
    // The signal of one caller must not end what the others wait for, so it ends only the caller's own wait.
    return orAborted(isFresh ? known.window : this.ask(model), signal);
  }

  private ask(model: string): Promise<number | null> {
    const answer = this.lookUp(model);
    const known: Known = { window: answer.then(({ window }) => window), untilMs: Infinity };
    void answer.then(({ keepMs }) => (known.untilMs = this.clock.now().getTime() + keepMs));
    this.known.delete(model);
    this.known.set(model, known);
    const [oldest] = this.known.keys();
    if (this.known.size > MOST_MODELS && oldest !== undefined) this.known.delete(oldest);
    return known.window;
  }

  private async lookUp(model: string): Promise<{ window: number | null; keepMs: number }> {
    try {
      const { maxInputTokens } = await this.client.limitsOf(model);
      return { window: maxInputTokens ?? knownWindowOf(model), keepMs: KEEP_MS };
    } catch (error) {
      // Without it Claude itself refuses what is too long: not knowing must not keep anybody from an answer.
      this.logger.warn(`the limits of ${model} could not be asked for (${nameOf(error)})`);
      return { window: knownWindowOf(model), keepMs: KEEP_AFTER_FAILURE_MS };
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'not an Error';
}

/** Like `promise`, but gives up with the signal's reason. `promise` never rejects. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    void promise.then((value) => {
      signal.removeEventListener('abort', giveUp);
      resolve(value);
    });
  });
}
