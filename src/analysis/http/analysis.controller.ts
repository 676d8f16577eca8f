import { Body, Delete, Get, HttpCode, Param, Post, Query, Req, Res, type StreamableFile } from '@nestjs/common';
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
  IdParams,
  toListPage,
  toPageResponse,
  UserParams,
} from '../../http/index.js';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '../../openapi/index.js';
import { AnalysisService } from '../analysis.service.js';
import type { AnalysisContext } from '../analysis.types.js';
import { AnalysisResponse } from '../dto/analysis.response.js';
import { CreateAnalysisRequest } from '../dto/create-analysis.request.js';
import { HistoryQueryParams } from '../dto/history.query.js';
import { HistoryService } from '../history.service.js';
import { toAnalysisInput, toAnalysisResponse, toAnalyzeReply } from './analysis.mapper.js';
import { streamAnalysis } from './analysis.stream.js';
import { AnalyzeDocs } from './analyze.docs.js';

@RepriseController('analyses')
export class AnalysisController {
  constructor(
    private readonly analyses: AnalysisService,
    private readonly results: HistoryService,
    private readonly database: DatabaseIdentityRepository,
  ) {}

  @Post('analyze/:user_id')
  @AnalyzeDocs()
  async analyze(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @Body() body: CreateAnalysisRequest,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @AcceptsEvents() acceptsEvents: boolean,
    @BasePath() base: string,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<AnalysisResponse | StreamableFile> {
    const owner = caller.as(user_id);
    const own = { idempotencyKey, scope: caller.scope };
    const analyze = (context: AnalysisContext) =>
      this.analyses.analyze(owner, toAnalysisInput(body), { ...context, ...own });
    if (body.stream ?? acceptsEvents) return streamAnalysis(analyze, body, reply, base);
    return toAnalyzeReply(await analyze({}), reply, base);
  }

  @Get('history/:user_id')
  @ApiOperation({
    operationId: 'listHistory',
    summary: "A user's results, newest first",
    description:
      'Its own answers and the replays it was given, each with its text. With `q` only those that have all these words in the text or the answer.',
  })
  @ApiPage(AnalysisResponse, 'A page of results.')
  @ApiProblems(400, 503)
  async history(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @Query() query: HistoryQueryParams,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PageResponse<AnalysisResponse>> {
    const owner = caller.as(user_id);
    const asked = toListPage('history', await this.database.get(), [owner.tenantId, owner.userId], query);
    const page = await this.results.list(owner, query, asked.page);
    return toPageResponse(page, (row) => toAnalysisResponse(row), asked, request, reply);
  }

  @Get('results/:id')
  @ApiOperation({
    operationId: 'getResult',
    summary: 'One result',
    description: 'With the text that was asked about, what was answered, and what it cost.',
  })
  @ApiOkResponse({ type: AnalysisResponse, description: 'The result.' })
  @ApiProblems(400, 404, 503)
  async get(@CurrentCaller() caller: Caller, @Param() { id }: IdParams): Promise<AnalysisResponse> {
    return toAnalysisResponse(await this.results.getOrThrow(caller.scope, id));
  }

  @Delete('history/:id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteResult',
    summary: 'Delete one result; it is never replayed again',
    description:
      'Its text and answer are gone, also from the search. A copy that a replay left in another user’s history stays.',
  })
  @ApiNoContentResponse({ description: 'Deleted. Asking for it again is a 404.' })
  @ApiProblems(400, 404, 409, 503)
  async delete(@CurrentCaller() caller: Caller, @Param() { id }: IdParams): Promise<void> {
    await this.results.delete(caller.scope, id);
  }
}
