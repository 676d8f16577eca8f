import { Body, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiProblems, type Caller, CurrentCaller, RepriseController, Roles, UserParams } from '../../http/index.js';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '../../openapi/index.js';
import { HoldResponse } from '../dto/hold.response.js';
import { PutHoldRequest } from '../dto/put-hold.request.js';
import { HoldsService } from '../holds.service.js';
import { toHoldResponse } from './holds.mapper.js';

@RepriseController('people', 'users/:user_id/hold')
@Roles('admin')
export class HoldsController {
  constructor(private readonly holds: HoldsService) {}

  @Get()
  @ApiOperation({
    operationId: 'getHold',
    summary: 'Whether, since when and why a user is under a legal hold',
    description: '404 where the user is not held.',
  })
  @ApiOkResponse({ type: HoldResponse, description: 'The hold.' })
  @ApiProblems(400, 404, 503)
  async get(@CurrentCaller() caller: Caller, @Param() { user_id }: UserParams): Promise<HoldResponse> {
    return toHoldResponse(await this.holds.getOrThrow(caller.as(user_id)));
  }

  @Put()
  @ApiOperation({
    operationId: 'setHold',
    summary: 'Put a user under a legal hold',
    description:
      'From the answer on nothing of the user is deleted: not by a request (409 `legal_hold`), not by an erasure that is asked ' +
      'for later, and not for its age. Ledger and audit trail of the whole tenant are kept as well. A hold on a user whose ' +
      'erasure has begun does not stop it.',
  })
  @ApiOkResponse({ type: HoldResponse, description: 'The hold as it is now.' })
  @ApiProblems(400, 404, 413, 415, 503)
  async set(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @Body() { reason }: PutHoldRequest,
  ): Promise<HoldResponse> {
    return toHoldResponse(await this.holds.set(caller.as(user_id), reason));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'releaseHold',
    summary: 'Release a user from its legal hold',
    description: 'From then on the user can be erased, and what is too old expires.',
  })
  @ApiNoContentResponse({ description: 'Released. What is older than the retention allows is erased from now on.' })
  @ApiProblems(400, 404, 503)
  async release(@CurrentCaller() caller: Caller, @Param() { user_id }: UserParams): Promise<void> {
    await this.holds.release(caller.as(user_id));
  }
}
