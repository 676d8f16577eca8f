import { Inject, Injectable } from '@nestjs/common';
import { Clock, type Log, Logs, type Owner } from '../common/index.js';
import { checkReply, type CheckedReply } from './check-reply.js';
import { ClaudeClient, type ClaudeReply, type ClaudeRequest, type StreamEnd } from './claude-client.js';
import { CLAUDE_SETTINGS, type ClaudeSettings } from './claude.options.js';
import { ConcurrencyGate } from './concurrency-gate.js';
import { PriceList } from './pricing/price-list.js';
import { textOf } from './reply-text.js';
import { MAX_LENGTH, sideText } from './side-text.js';

/** Claude's reply with its text and its cost. */
export interface BilledReply extends CheckedReply {
  /** The reply's text blocks, joined; empty if there are none. */
  readonly text: string;
  /**
   * Cost in picodollars (10⁻¹² US dollars). An upper bound if `usageBasis` is `estimated`; `null` if the price or the usage
   * is unknown.
   */
  readonly costPicoUsd: bigint | null;
}

/** The end of an attempt that Claude bills: a complete reply, or a partial one with the cause of the failure. */
export type BilledEnd =
  | { readonly isWhole: true; readonly reply: BilledReply }
  | { readonly isWhole: false; readonly reply: BilledReply; readonly cause: unknown };

/** The values of parameters that neither the caller nor the user's preferences set. */
export interface ClaudeDefaults {
  readonly model: string;
  readonly maxTokens: number;
}

export interface AttemptOptions {
  /** Runs when a slot is free, right before the request is sent. If it fails, nothing is sent. */
  readonly beforeSend?: () => Promise<void>;
  /** If given, the reply is streamed, and its text is passed on as it arrives. */
  readonly onText?: ((delta: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The owner of the call: slots are shared fairly between tenants and users. @default no owner */
  readonly owner?: Owner | undefined;
}

@Injectable()
export class ClaudeService {
  readonly defaults: ClaudeDefaults;
  /** The maximum number of retries, and the time in milliseconds during which they may begin. */
  readonly limits: Pick<ClaudeSettings, 'maxRetries' | 'timeoutMs'>;
  private readonly logger: Log;

  constructor(
    @Inject(CLAUDE_SETTINGS) settings: ClaudeSettings,
    private readonly client: ClaudeClient,
    private readonly gate: ConcurrencyGate,
    private readonly prices: PriceList,
    private readonly clock: Clock,
    logs: Logs,
  ) {
    this.logger = logs.of(ClaudeService);
    this.defaults = { model: settings.defaultModel, maxTokens: settings.defaultMaxTokens };
    this.limits = settings;
  }

  /**
   * Waits for a slot, sends one request to Claude and adds the price to the reply. Never retries.
   * @throws the signal's reason if it aborts, otherwise an error of `claude.errors.ts`
   */
  attempt(request: ClaudeRequest, options: AttemptOptions = {}): Promise<BilledEnd> {
    const { beforeSend, signal, owner } = options;
    return this.gate.run(
      async () => {
        await beforeSend?.();
        // The price of the day of sending applies; a call may end after midnight.
        const sentAt = this.clock.now();
        const end = await this.send(request, options);
        const reply = await checkReply(end.reply, request, end.isWhole, (what) => this.warn(what, end.reply));
        return { ...end, reply: { ...reply, text: textOf(reply.content), costPicoUsd: this.costOf(reply, sentAt) } };
      },
      signal,
      owner,
    );
  }

  /**
   * Fails if a call of this owner would be refused at once. Callers use it before expensive preparations.
   * @throws ClaudeOverloadedError, TooManyCallsError
   */
  refuseIfFull(owner: Owner): void {
    this.gate.refuseIfFull(owner);
  }

  private costOf({ model, usage, usageBasis }: CheckedReply, sentAt: Date): bigint | null {
    return usageBasis === 'unknown' ? null : this.prices.costPicoUsd(model, usage, sentAt);
  }

  private warn(what: string, { requestId }: ClaudeReply): void {
    const request = sideText(requestId, MAX_LENGTH.requestId) ?? 'without id';
    this.logger.warn(`Claude sent ${what}; the answer is kept (request ${request})`);
  }

  private async send(request: ClaudeRequest, { onText, signal }: AttemptOptions): Promise<StreamEnd> {
    if (onText) return this.client.stream(request, onText, signal);
    return { isWhole: true, reply: await this.client.complete(request, signal) };
  }
}
