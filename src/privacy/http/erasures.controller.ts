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
    summary: 'Erase all data of a user',
    description:
      'Deletes results, conversations with their messages and summaries, preferences, the budget, the API keys that are bound to ' +
      'the user, idempotency keys and search indexes. Billing data is kept without a user. The audit trail is kept and stays ' +
      'verifiable, but no longer names the user. Requests of the user that are in progress end with 409 `user_erased`. Once ' +
      'started, an erasure is completed even if the process is killed. For a user without data the response is the same.',
  })
  @ApiOkResponse({ type: ErasureResponse, description: 'The user was erased. The body is the receipt.' })
  @ApiAcceptedResponse({
    type: ErasureResponse,
    description: 'The erasure takes longer than 30 seconds and continues in the background; retrieve it at `Location`.',
    headers: { Location: { description: 'URL of the erasure.', schema: { type: 'string' } } },
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
    summary: 'Retrieve an erasure',
    description:
      '`counts` grows while the status is `pending`, and may still grow while it is `erased`. A `closed` erasure no longer changes.',
  })
  @ApiOkResponse({ type: ErasureResponse, description: 'The erasure.' })
  @ApiProblems(400, 404, 503)
  async get(@CurrentCaller() caller: Caller, @Param() { id }: ErasureParams): Promise<ErasureResponse> {
    return toErasureResponse(await this.erasures.getOrThrow(caller.scope, id));
  }
}
