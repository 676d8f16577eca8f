import { Body, Get, Param, Post, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import { DatabaseIdentityRepository } from '../../database/index.js';
import {
  AcceptsEvents,
  ApiPage,
  ApiProblems,
  BasePath,
  type Caller,
  CurrentCaller,
  type HttpReply,
  type HttpRequest,
  IdempotencyKey,
  type PageResponse,
  RepriseController,
  toListPage,
  toPageResponse,
} from '../../http/index.js';
import { ApiOperation } from '../../openapi/index.js';
import type { TurnContext, TurnOutcome } from '../conversations.types.js';
import { AnswerRequest } from '../dto/answer.request.js';
import { ConversationParams, MessageParams } from '../dto/conversation.params.js';
import { MessagesQueryParams } from '../dto/conversations.query.js';
import { MessageResponse, type TurnResponse } from '../dto/message.response.js';
import { PostMessageRequest } from '../dto/post-message.request.js';
import { MessagesService } from '../messages.service.js';
import { TurnService } from '../turn.service.js';
import {
  toAnswerInput,
  toMessageInput,
  toMessageResponse,
  toTurnResponse,
  turnHeaders,
} from './conversations.mapper.js';
import { PostMessageDocs, RegenerateDocs } from './turn.docs.js';
import { streamTurn } from './turn.stream.js';

/** As many messages as one answer may hold; a path is read whole unless it is asked for in pages. */
const ALL = 10_000;

@RepriseController('conversations', 'conversations/:id/messages')
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly turns: TurnService,
    private readonly database: DatabaseIdentityRepository,
  ) {}

  @Post()
  @PostMessageDocs()
  post(
    @CurrentCaller() { scope }: Caller,
    @Param() { id }: ConversationParams,
    @Body() body: PostMessageRequest,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @AcceptsEvents() acceptsEvents: boolean,
    @BasePath() base: string,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<TurnResponse | StreamableFile> {
    const write = (context: TurnContext) =>
      this.turns.post(scope, id, toMessageInput(body), { ...context, idempotencyKey });
    return answer(write, body, acceptsEvents, reply, base);
  }

  @Post(':message_id/regenerate')
  @RegenerateDocs()
  regenerate(
    @CurrentCaller() { scope }: Caller,
    @Param() { id, message_id }: MessageParams,
    @Body() body: AnswerRequest,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @AcceptsEvents() acceptsEvents: boolean,
    @BasePath() base: string,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<TurnResponse | StreamableFile> {
    const write = (context: TurnContext) =>
      this.turns.regenerate(scope, id, message_id, toAnswerInput(body), { ...context, idempotencyKey });
    return answer(write, body, acceptsEvents, reply, base);
  }

  @Get()
  @ApiOperation({
    operationId: 'listMessages',
    summary: 'The messages of one path, in order, or of the whole tree',
    description:
      'Oldest first, since that is how a conversation is read. Without `limit` all of them come at once (at most 10,000, and about 4 MB of texts; `next_cursor` leads on).',
  })
  @ApiPage(MessageResponse, 'The messages, or a page of them.')
  @ApiProblems(400, 404, 503)
  async list(
    @CurrentCaller() { scope }: Caller,
    @Param() { id }: ConversationParams,
    @Query() query: MessagesQueryParams,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PageResponse<MessageResponse>> {
    const asked = toListPage('messages', await this.database.get(), [scope.tenantId, id], query);
    const wanted = { ...asked.page, limit: query.limit ?? ALL };
    const page =
      query.view === 'tree'
        ? await this.messages.tree(scope, id, wanted)
        : await this.messages.path(scope, id, query.leaf_id, wanted);
    return toPageResponse(page, toMessageResponse, asked, request, reply);
  }
}

async function answer(
  write: (context: TurnContext) => Promise<TurnOutcome>,
  body: AnswerRequest,
  acceptsEvents: boolean,
  reply: HttpReply,
  base: string,
): Promise<TurnResponse | StreamableFile> {
  if (body.stream ?? acceptsEvents) return streamTurn(write, body, reply, base);
  const outcome = await write({});
  for (const [name, value] of Object.entries(turnHeaders(outcome, base))) reply.header(name, value);
  return toTurnResponse(outcome);
}
