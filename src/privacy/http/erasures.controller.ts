import { Delete, Get, HttpCode, Param, Res } from '@nestjs/common';
import {
  ApiProblems,
  BasePath,
  type Caller,
  CurrentCaller,
  type HttpReply,
  RepriseController,
  Roles,
  UserParams,
} from '../../http/index.js';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation } from '../../openapi/index.js';
import { ErasureParams } from '../dto/erasure.params.js';
import { ErasureResponse } from '../dto/erasure.response.js';
import { ErasureService } from '../erasure/erasure.service.js';
import { toErasureReply, toErasureResponse } from './erasures.mapper.js';

@RepriseController('people')
@Roles('admin', 'service')
export class ErasuresController {
  constructor(private readonly erasures: ErasureService) {}

  @Delete('users/:user_id')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'eraseUser',
    summary: 'Erase everything that is held about a user',
    description:
      'Deletes results, conversations with their messages and summaries, preferences, the budget, the API keys that are bound to ' +
      'the user, what idempotency keys remember, and everything by which these are found. What was billed stays as numbers that ' +
      'are nobody’s, and the audit trail stays, and stays whole, without naming the user. What is being answered for the user ' +
      'meanwhile ends with 409 `user_erased`. It is finished whatever happens, also if the process is killed. Of a user of whom ' +
      'nothing is held, nothing is erased: the answer is the same.',
  })
  @ApiOkResponse({ type: ErasureResponse, description: 'Erased: the receipt.' })
  @ApiAcceptedResponse({
    type: ErasureResponse,
    description: 'It takes longer than 30 seconds and goes on; the receipt will be at `Location`.',
    headers: { Location: { description: 'Where the erasure is.', schema: { type: 'string' } } },
  })
  @ApiProblems(400, 404, 409, 503)
  async erase(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @BasePath() base: string,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<ErasureResponse> {
    return toErasureReply(await this.erasures.erase(caller.as(user_id)), reply, base);
  }

  @Get('erasures/:id')
  @ApiOperation({
    operationId: 'getErasure',
    summary: 'How far an erasure is, and what was erased',
    description:
      '`counts` grows while it is `pending`; `erased` is the receipt, and `closed` what can no longer change.',
  })
  @ApiOkResponse({ type: ErasureResponse, description: 'The erasure.' })
  @ApiProblems(400, 404, 503)
  async get(@CurrentCaller() caller: Caller, @Param() { id }: ErasureParams): Promise<ErasureResponse> {
    return toErasureResponse(await this.erasures.getOrThrow(caller.scope, id));
  }
}
