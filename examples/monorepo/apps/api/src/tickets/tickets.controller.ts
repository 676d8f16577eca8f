import { type Message, type Ticket, TicketsService, TicketSummaries } from '@helpdesk/desk';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Req } from '@nestjs/common';
import type { DeskRequest } from '../login/login.guard.js';
import { actingOf } from '../login/who-is.js';
import { OpenTicketRequest, ReplyRequest } from './tickets.requests.js';

interface SummaryResponse {
  /** Where Reprise has it: `GET /ai/results/{summaryId}`. */
  readonly summaryId: string;
  readonly summary: string;
  /** Whether it was there already, so that nothing was paid for it. */
  readonly isReplay: boolean;
}

@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly tickets: TicketsService,
    private readonly summaries: TicketSummaries,
  ) {}

  @Post()
  open(@Req() { user }: DeskRequest, @Body() { subject, body }: OpenTicketRequest): Promise<Ticket> {
    return this.tickets.open(user, subject, body);
  }

  @Get(':id')
  get(@Req() { user }: DeskRequest, @Param('id', ParseUUIDPipe) id: string): Promise<Ticket> {
    return this.tickets.getOrThrow(user.tenantId, id);
  }

  @Post(':id/messages')
  reply(
    @Req() { user }: DeskRequest,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { body }: ReplyRequest,
  ): Promise<Message> {
    return this.tickets.reply(user, id, body);
  }

  @Post(':id/summary')
  @HttpCode(200)
  async summarise(@Req() request: DeskRequest, @Param('id', ParseUUIDPipe) id: string): Promise<SummaryResponse> {
    const ticket = await this.tickets.getOrThrow(request.user.tenantId, id);
    const { result, cache } = await this.summaries.summarise(ticket, actingOf(request));
    return { summaryId: result.id, summary: result.result, isReplay: cache === 'hit' };
  }
}
