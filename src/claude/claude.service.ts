import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/index.js';
import { ClaudeClient, type ClaudeReply, type ClaudeRequest } from './claude-client.js';
import { CLAUDE_SETTINGS, type ClaudeSettings } from './claude.options.js';
import { ConcurrencyGate } from './concurrency-gate.js';
import { PriceList } from './pricing/price-list.js';
import { textOf } from './reply-text.js';

/** Claude's reply with what callers mostly want of it: its text, and what it cost. */
export interface BilledReply extends ClaudeReply {
  /** The reply's text blocks, joined. Empty when there are none. */
  readonly text: string;
  /** Cost in picodollars (10⁻¹² US dollars); `null` where the price is unknown. */
  readonly costPicoUsd: bigint | null;
}

/** What a request takes where neither the caller nor the user's preferences say otherwise. */
export interface ClaudeDefaults {
  readonly model: string;
  readonly maxTokens: number;
}

@Injectable()
export class ClaudeService {
  readonly defaults: ClaudeDefaults;

  constructor(
    @Inject(CLAUDE_SETTINGS) settings: ClaudeSettings,
    private readonly client: ClaudeClient,
    private readonly gate: ConcurrencyGate,
    private readonly prices: PriceList,
    private readonly clock: Clock,
  ) {
    this.defaults = { model: settings.defaultModel, maxTokens: settings.defaultMaxTokens };
  }

  /**
   * Waits for a slot, asks Claude and puts a price on the reply.
   * @throws the signal's reason when it aborts, else an error of `claude.errors.ts`.
   */
  complete(request: ClaudeRequest, signal?: AbortSignal): Promise<BilledReply> {
    return this.gate.run(async () => {
      // The day the request left decides its price; a call may well end after midnight.
      const sentAt = this.clock.now();
      const reply = await this.client.complete(request, signal);
      const costPicoUsd = this.prices.costPicoUsd(reply.model, reply.usage, sentAt);
      return { ...reply, text: textOf(reply.content), costPicoUsd };
    }, signal);
  }
}
