import { Injectable } from '@nestjs/common';
import { Clock, type Log, Logs } from '../../common/index.js';
import { ClaudeClient } from '../claude-client.js';
import { knownWindowOf } from './context-windows.js';

const KEEP_MS = 24 * 60 * 60_000;
const KEEP_AFTER_FAILURE_MS = 5 * 60_000;

/** Limits the memory that callers can fill with made-up model names. */
const MAX_MODELS = 1_000;

interface CatalogueEntry {
  readonly window: Promise<number | null>;
  /** When the entry expires, in epoch milliseconds; `Infinity` while the request is running. */
  untilMs: number;
}

/** Looks up the context windows of models: asks Claude once a day, and falls back to a built-in table. */
@Injectable()
export class ModelCatalogue {
  private readonly logger: Log;
  private readonly known = new Map<string, CatalogueEntry>();

  constructor(
    private readonly client: ClaudeClient,
    private readonly clock: Clock,
    logs: Logs,
  ) {
    this.logger = logs.of(ModelCatalogue);
  }

  /**
   * The model's context window in tokens: Claude's own number, or that of `CONTEXT_WINDOWS` if Claude does not answer, or
   * `null` if neither knows the model. Concurrent callers share one request, which takes at most five seconds.
   * @throws only the signal's reason, when it aborts
   */
  async windowOf(model: string, signal?: AbortSignal): Promise<number | null> {
    signal?.throwIfAborted();
    const known = this.known.get(model);
    const isFresh = known !== undefined && this.clock.now().getTime() < known.untilMs;
    // The signal of one caller ends only that caller's wait: other callers share the request.
    return abortable(isFresh ? known.window : this.ask(model), signal);
  }

  private ask(model: string): Promise<number | null> {
    const answer = this.lookUp(model);
    const known: CatalogueEntry = { window: answer.then(({ window }) => window), untilMs: Infinity };
    void answer.then(({ keepMs }) => (known.untilMs = this.clock.now().getTime() + keepMs));
    this.known.delete(model);
    this.known.set(model, known);
    const [oldest] = this.known.keys();
    if (this.known.size > MAX_MODELS && oldest !== undefined) this.known.delete(oldest);
    return known.window;
  }

  private async lookUp(model: string): Promise<{ window: number | null; keepMs: number }> {
    try {
      const { maxInputTokens } = await this.client.limitsOf(model);
      return { window: maxInputTokens ?? knownWindowOf(model), keepMs: KEEP_MS };
    } catch (error) {
      // The call can go on without the window: Claude itself rejects a prompt that is too long.
      this.logger.warn(`cannot look up the limits of ${model} (${nameOf(error)})`);
      return { window: knownWindowOf(model), keepMs: KEEP_AFTER_FAILURE_MS };
    }
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'not an Error';
}

/** Settles like `promise`, or rejects with the signal's reason when it aborts. `promise` never rejects. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
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
