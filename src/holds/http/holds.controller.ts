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
    summary: 'Retrieve the legal hold of a user',
    description: 'Returns 404 if the user is not under a legal hold.',
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
      'Once this request has succeeded, no data of the user is deleted: requests to delete or erase it get 409 `legal_hold`, and ' +
      'retention skips it. The ledger and the audit trail of the whole tenant are kept too. An erasure that has begun before ' +
      'is not stopped.',
  })
  @ApiOkResponse({ type: HoldResponse, description: 'The current hold.' })
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
    summary: 'Release the legal hold of a user',
    description: 'The user can be erased again, and expired data is deleted.',
  })
  @ApiNoContentResponse({ description: 'The hold is released.' })
  @ApiProblems(400, 404, 503)
  async release(@CurrentCaller() caller: Caller, @Param() { user_id }: UserParams): Promise<void> {
    await this.holds.release(caller.as(user_id));
  }
}
