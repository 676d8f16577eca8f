import { Inject, Injectable } from '@nestjs/common';
import { Clock, type Log, Logs, type Owner } from '../common/index.js';
import { checkReply, type CheckedReply } from './check-reply.js';
import { ClaudeClient, type ClaudeReply, type ClaudeRequest, type StreamEnd } from './claude-client.js';
import { CLAUDE_SETTINGS, type ClaudeSettings } from './claude.options.js';
import { ConcurrencyGate } from './concurrency-gate.js';
import { PriceList } from './pricing/price-list.js';
import { textOf } from './reply-text.js';
import { LONGEST, sideText } from './side-text.js';

/** Claude's reply with what callers mostly want of it: its text, and what it cost. */
export interface BilledReply extends CheckedReply {
  /** The reply's text blocks, joined. Empty when there are none. */
  readonly text: string;
  /**
   * Cost in picodollars (10⁻¹² US dollars), and an upper bound where `usageBasis` is `estimated`; `null` where the price or
   * the usage is unknown.
   */
  readonly costPicoUsd: bigint | null;
}

/** How an attempt ended for which Claude bills: with the whole reply, or with a part of it and the cause. */
export type BilledEnd =
  | { readonly isWhole: true; readonly reply: BilledReply }
  | { readonly isWhole: false; readonly reply: BilledReply; readonly cause: unknown };

/** What a request takes where neither the caller nor the user's preferences say otherwise. */
export interface ClaudeDefaults {
  readonly model: string;
  readonly maxTokens: number;
}

export interface AttemptOptions {
  /** Runs when a slot is free, right before the request leaves; when it fails, nothing is sent. */
  readonly beforeSend?: () => Promise<void>;
  /** Asks for a stream, and gets the text as it comes. */
  readonly onText?: ((delta: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whose call it is: tenants and users share the slots. @default no tenant's in particular */
  readonly owner?: Owner | undefined;
}

@Injectable()
export class ClaudeService {
  readonly defaults: ClaudeDefaults;
  /** How often a failed request is sent again, and the time for all of it, in milliseconds. */
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
   * Waits for a slot, sends one request to Claude once and puts a price on what comes back. It is never sent again here.
   * @throws the signal's reason when it aborts, else an error of `claude.errors.ts`.
   */
  attempt(request: ClaudeRequest, options: AttemptOptions = {}): Promise<BilledEnd> {
    const { beforeSend, signal, owner } = options;
    return this.gate.run(
      async () => {
        await beforeSend?.();
        // The day the request left decides its price; a call may well end after midnight.
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
   * For work that comes before a call: whether the call would be refused at once.
   * @throws ClaudeOverloadedError, TooManyCallsError
   */
  refuseIfFull(owner: Owner): void {
    this.gate.refuseIfFull(owner);
  }

  private costOf({ model, usage, usageBasis }: CheckedReply, sentAt: Date): bigint | null {
    return usageBasis === 'unknown' ? null : this.prices.costPicoUsd(model, usage, sentAt);
  }

  private warn(what: string, { requestId }: ClaudeReply): void {
    const request = sideText(requestId, LONGEST.requestId) ?? 'without an id';
    this.logger.warn(`Claude sent ${what}; the answer is kept (request ${request})`);
  }

  private async send(request: ClaudeRequest, { onText, signal }: AttemptOptions): Promise<StreamEnd> {
    if (onText) return this.client.stream(request, onText, signal);
    return { isWhole: true, reply: await this.client.complete(request, signal) };
  }
}
