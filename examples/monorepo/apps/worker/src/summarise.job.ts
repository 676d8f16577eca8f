import { Settings, type Ticket, TicketsService, TicketSummaries } from '@helpdesk/desk';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { Acting } from 'reprise';

/** Tickets at most in one round. */
const ROUND = 20;

/** Gives every ticket a summary that has none: one after the other, and again once somebody has written on it. */
@Injectable()
export class SummariseJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SummariseJob.name);
  private readonly stopping = new AbortController();
  private rounds = Promise.resolve();

  constructor(
    private readonly settings: Settings,
    private readonly tickets: TicketsService,
    private readonly summaries: TicketSummaries,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds = this.work();
  }

  /** Ends what is under way, which is paid for, and begins nothing more. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.rounds;
  }

  private async work(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.round().catch((error: unknown) => this.logger.warn(`a round failed: ${String(error)}`));
      await pause(this.settings.workerPollMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async round(): Promise<void> {
    for (const ticket of await this.tickets.findWithoutSummary(ROUND)) {
      if (this.stopping.signal.aborted) return;
      await this.summarise(ticket);
    }
  }

  /** What fails is tried again in the next round. */
  private async summarise(ticket: Ticket): Promise<void> {
    try {
      const { cache } = await this.summaries.summarise(ticket, actingFor(ticket));
      this.logger.log(`summarised ${ticket.id} (${cache})`);
    } catch (error) {
      this.logger.warn(`no summary of ${ticket.id}: ${String(error)}`);
    }
  }
}

/** Nobody asked for it over the network: the trail names the job, and the ticket's tenant. */
function actingFor({ tenantId }: Ticket): Acting {
  const identity = { tenantId, subject: 'summarise-job', role: 'service' as const, userId: null, keyId: null };
  return { identity, address: null, requestId: null };
}
