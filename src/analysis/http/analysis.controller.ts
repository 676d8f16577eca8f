import { Body, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import {
  ApiPage,
  ApiProblems,
  type Caller,
  CurrentCaller,
  type HttpReply,
  type HttpRequest,
  type PageResponse,
  RepriseController,
  IdParams,
  toPageRequest,
  toPageResponse,
  UserParams,
} from '../../http/index.js';
import { AnalysisService } from '../analysis.service.js';
import { AnalysisResponse } from '../dto/analysis.response.js';
import { ANALYZE_EXAMPLES, CreateAnalysisRequest } from '../dto/create-analysis.request.js';
import { HistoryQueryParams } from '../dto/history.query.js';
import { toAnalysisInput, toAnalysisResponse, toAnalyzeReply } from './analysis.mapper.js';

const CACHE_STATUS = {
  'Cache-Status': { description: 'How the answer came about (RFC 9211).', schema: { type: 'string' as const } },
};
const LOCATION = { Location: { description: 'The address of the result.', schema: { type: 'string' as const } } };

@RepriseController('analyses')
export class AnalysisController {
  constructor(private readonly analyses: AnalysisService) {}

  @Post('analyze/:user_id')
  @ApiOperation({ operationId: 'analyze', summary: 'Analyse a text with Claude, or replay the stored answer' })
  @ApiBody({ type: CreateAnalysisRequest, examples: ANALYZE_EXAMPLES })
  @ApiCreatedResponse({
    type: AnalysisResponse,
    description: 'Claude was asked; the answer is stored.',
    headers: { ...LOCATION, ...CACHE_STATUS },
  })
  @ApiOkResponse({
    type: AnalysisResponse,
    description: 'A replay: the stored answer of an earlier request.',
    headers: CACHE_STATUS,
  })
  @ApiProblems(400, 413, 415, 422, 502, 503, 504)
  async analyze(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @Body() body: CreateAnalysisRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<AnalysisResponse> {
    return toAnalyzeReply(await this.analyses.analyze(caller.as(user_id), toAnalysisInput(body)), reply);
  }

  @Get('history/:user_id')
  @ApiOperation({ operationId: 'listHistory', summary: "A user's results, newest first" })
  @ApiPage(AnalysisResponse, 'A page of results.')
  @ApiProblems(400, 503)
  async history(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @Query() query: HistoryQueryParams,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PageResponse<AnalysisResponse>> {
    const page = await this.analyses.history(caller.as(user_id), query, toPageRequest(query));
    return toPageResponse(page, (row) => toAnalysisResponse(row), request, reply);
  }

  @Get('results/:id')
  @ApiOperation({ operationId: 'getResult', summary: 'One result' })
  @ApiOkResponse({ type: AnalysisResponse, description: 'The result.' })
  @ApiProblems(400, 404, 503)
  async get(@CurrentCaller() caller: Caller, @Param() { id }: IdParams): Promise<AnalysisResponse> {
    return toAnalysisResponse(await this.analyses.getOrThrow(caller.reach, id));
  }

  @Delete('history/:id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteResult', summary: 'Delete one result; it is never replayed again' })
  @ApiNoContentResponse({ description: 'Deleted. Asking for it again is a 404.' })
  @ApiProblems(400, 404, 503)
  async delete(@CurrentCaller() caller: Caller, @Param() { id }: IdParams): Promise<void> {
    await this.analyses.delete(caller.reach, id);
  }
}
