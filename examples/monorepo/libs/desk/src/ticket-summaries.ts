import { Injectable } from '@nestjs/common';
import { type Acting, actingAs, type AnalysisOutcome, AnalysisService, RefusedError } from 'reprise';
import type { Message } from './entities/message.entity.js';
import type { Ticket } from './entities/ticket.entity.js';
import { TicketsService } from './tickets.service.js';

const SYSTEM =
  'Summarise this support ticket in three sentences: the problem, what was tried, what is still to be done.';

/** Summaries of tickets, the same in the API as in the worker. */
@Injectable()
export class TicketSummaries {
  constructor(
    private readonly tickets: TicketsService,
    private readonly analyses: AnalysisService,
  ) {}

  /**
   * Asks once for each state of a ticket, whoever asks and however often: what Reprise has stored is replayed. The result
   * belongs to who opened the ticket, and is erased with that user; who asked for it is in the audit trail.
   * @throws AppError as `AnalysisService.analyze` does
   */
  async summarise(ticket: Ticket, acting: Acting): Promise<AnalysisOutcome> {
    const owner = { tenantId: ticket.tenantId, userId: ticket.openedBy };
    const text = textOf(ticket, await this.tickets.messagesOf(ticket));
    const input = { system: SYSTEM, text, metadata: { ticket: ticket.id } };
    try {
      const outcome = await actingAs(acting, () => this.analyses.analyze(owner, input));
      await this.tickets.keepSummary(ticket, outcome.result.id);
      return outcome;
    } catch (error) {
      // That Claude declined is stored too: it is what there is to say of this ticket, and not asked for, and paid, again.
      const refused = error instanceof RefusedError ? error.detail.resultId : undefined;
      if (refused) await this.tickets.keepSummary(ticket, refused);
      throw error;
    }
  }
}

function textOf(ticket: Ticket, messages: readonly Message[]): string {
  return [ticket.subject, ...messages.map(({ author, body }) => `${author}: ${body}`)].join('\n\n');
}
