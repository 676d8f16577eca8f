import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { DatabaseIdentityRepository } from '../../database/index.js';
import {
  ApiPage,
  ApiProblems,
  BasePath,
  type Caller,
  CurrentCaller,
  type HttpReply,
  type HttpRequest,
  type PageResponse,
  RepriseController,
  toListPage,
  toPageResponse,
} from '../../http/index.js';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '../../openapi/index.js';
import { ConversationsService } from '../conversations.service.js';
import { ChangeConversationRequest } from '../dto/change-conversation.request.js';
import { ConversationParams } from '../dto/conversation.params.js';
import { ConversationResponse } from '../dto/conversation.response.js';
import { ConversationsQueryParams } from '../dto/conversations.query.js';
import { CreateConversationRequest } from '../dto/create-conversation.request.js';
import { ForkConversationRequest } from '../dto/fork-conversation.request.js';
import { toConversationResponse, toNewConversation } from './conversations.mapper.js';

const LOCATION = {
  Location: {
    description: 'The address of the conversation.',
    example: '/conversations/019ab0c4-7e5a-7000-8000-3f1d2c4b5a69',
    schema: { type: 'string' as const },
  },
};

@RepriseController('conversations', 'conversations')
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly database: DatabaseIdentityRepository,
  ) {}

  @Post()
  @ApiOperation({
    operationId: 'createConversation',
    summary: 'Begin a conversation',
    description:
      'It holds what every message in it is asked with: `system`, `model` and how much of the thread is sent.',
  })
  @ApiCreatedResponse({ type: ConversationResponse, description: 'It is empty; post a message.', headers: LOCATION })
  @ApiProblems(400, 413, 415, 503)
  async create(
    @CurrentCaller() caller: Caller,
    @Body() body: CreateConversationRequest,
    @BasePath() base: string,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<ConversationResponse> {
    const created = await this.conversations.create(caller.as(body.user_id), toNewConversation(body));
    reply.header('Location', `${base}/conversations/${created.id}`);
    return toConversationResponse(created);
  }

  @Get()
  @ApiOperation({
    operationId: 'listConversations',
    summary: "A user's conversations, last written first",
    description: 'With `q` only those that have all these words in a message or the title.',
  })
  @ApiPage(ConversationResponse, 'A page of conversations.')
  @ApiProblems(400, 503)
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: ConversationsQueryParams,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PageResponse<ConversationResponse>> {
    const owner = caller.as(query.user_id);
    const asked = toListPage('conversations', await this.database.get(), [owner.tenantId], query);
    const page = await this.conversations.list(owner, query, asked.page);
    return toPageResponse(page, toConversationResponse, asked, request, reply);
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'getConversation',
    summary: 'One conversation',
    description: 'What it was begun with, and when it was last written in; its messages have an address of their own.',
  })
  @ApiOkResponse({
    type: ConversationResponse,
    description: 'The conversation; its messages have a list of their own.',
  })
  @ApiProblems(400, 404, 503)
  async get(@CurrentCaller() caller: Caller, @Param() { id }: ConversationParams): Promise<ConversationResponse> {
    return toConversationResponse(await this.conversations.getOrThrow(caller.scope, id));
  }

  @Patch(':id')
  @ApiOperation({
    operationId: 'changeConversation',
    summary: 'Rename a conversation, or change its context policy or metadata',
    description: 'Only the fields that are sent are changed. What it was begun with, `system` and `model`, stays.',
  })
  @ApiOkResponse({ type: ConversationResponse, description: 'The conversation as it is now.' })
  @ApiProblems(400, 404, 413, 415, 503)
  async change(
    @CurrentCaller() caller: Caller,
    @Param() { id }: ConversationParams,
    @Body() body: ChangeConversationRequest,
  ): Promise<ConversationResponse> {
    return toConversationResponse(await this.conversations.change(caller.scope, id, toNewConversation(body)));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteConversation',
    summary: 'Delete a conversation with all its messages',
    description: 'Its messages and summaries go with it. What was billed stays in the usage.',
  })
  @ApiNoContentResponse({ description: 'Deleted. Asking for it again is a 404.' })
  @ApiProblems(400, 404, 409, 503)
  async delete(@CurrentCaller() caller: Caller, @Param() { id }: ConversationParams): Promise<void> {
    await this.conversations.delete(caller.scope, id);
  }

  @Post(':id/fork')
  @ApiOperation({
    operationId: 'forkConversation',
    summary: 'Begin a new conversation with a copy of one path',
    description:
      'The path from the first message to `message_id` is copied; both conversations go on by themselves, and nothing is asked of Claude.',
  })
  @ApiCreatedResponse({
    type: ConversationResponse,
    description: 'It shares nothing with the original.',
    headers: LOCATION,
  })
  @ApiProblems(400, 404, 413, 415, 503)
  async fork(
    @CurrentCaller() caller: Caller,
    @Param() { id }: ConversationParams,
    @Body() body: ForkConversationRequest,
    @BasePath() base: string,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<ConversationResponse> {
    const { message_id: messageId, title, metadata } = body;
    const input = { messageId, title: title ?? undefined, metadata: metadata ?? undefined };
    const forked = await this.conversations.fork(caller.scope, id, input);
    reply.header('Location', `${base}/conversations/${forked.id}`);
    return toConversationResponse(forked);
  }
}
