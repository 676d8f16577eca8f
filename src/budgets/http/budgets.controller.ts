import { Body, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiProblems, type Caller, CurrentCaller, RepriseController, Roles, UserParams } from '../../http/index.js';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '../../openapi/index.js';
import { BudgetsService } from '../budgets.service.js';
import type { BudgetHolder } from '../budgets.types.js';
import { BudgetResponse } from '../dto/budget.response.js';
import { PutBudgetRequest } from '../dto/put-budget.request.js';
import { toBudgetLimit, toBudgetResponse } from './budgets.mapper.js';

@RepriseController('budgets')
export class BudgetsController {
  constructor(private readonly budgets: BudgetsService) {}

  @Get('users/:user_id/budget')
  @ApiOperation({
    operationId: 'getUserBudget',
    summary: "A user's budget, and what is left of it",
    description:
      'With what was billed in the running period, what is reserved for calls under way, and when it ends. 404 where there is none.',
  })
  @ApiOkResponse({ type: BudgetResponse, description: 'The budget and its running period.' })
  @ApiProblems(400, 404, 503)
  async getOfUser(@CurrentCaller() caller: Caller, @Param() { user_id }: UserParams): Promise<BudgetResponse> {
    return toBudgetResponse(await this.budgets.getOrThrow(caller.as(user_id)));
  }

  @Put('users/:user_id/budget')
  @Roles('admin')
  @ApiOperation({
    operationId: 'setUserBudget',
    summary: 'Limit what a user may spend',
    description:
      'Holds from now on. What the running period has been billed already counts, and so do calls under way.',
  })
  @ApiOkResponse({ type: BudgetResponse, description: 'The budget as it is now.' })
  @ApiProblems(400, 404, 413, 415, 503)
  async setOfUser(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @Body() body: PutBudgetRequest,
  ): Promise<BudgetResponse> {
    return toBudgetResponse(await this.budgets.set(caller.as(user_id), toBudgetLimit(body)));
  }

  @Delete('users/:user_id/budget')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'removeUserBudget',
    summary: 'Let a user spend without a limit of its own',
    description: 'Removing one that is not there is a 404.',
  })
  @ApiNoContentResponse({ description: "Removed. The tenant's budget, if there is one, still holds." })
  @ApiProblems(400, 404, 503)
  async removeOfUser(@CurrentCaller() caller: Caller, @Param() { user_id }: UserParams): Promise<void> {
    await this.budgets.remove(caller.as(user_id));
  }

  @Get('budget')
  @Roles('admin', 'service')
  @ApiOperation({
    operationId: 'getBudget',
    summary: 'The budget of all users together, and what is left of it',
    description:
      'With what was billed in the running period, what is reserved for calls under way, and when it ends. 404 where there is none.',
  })
  @ApiOkResponse({ type: BudgetResponse, description: 'The budget and its running period.' })
  @ApiProblems(404, 503)
  async get(@CurrentCaller() caller: Caller): Promise<BudgetResponse> {
    return toBudgetResponse(await this.budgets.getOrThrow(tenantOf(caller)));
  }

  @Put('budget')
  @Roles('admin')
  @ApiOperation({
    operationId: 'setBudget',
    summary: 'Limit what all users together may spend',
    description:
      'It holds beside the budgets of single users, for calls that begin from now on. A call that could pass it is refused with 402 before it is sent.',
  })
  @ApiOkResponse({ type: BudgetResponse, description: 'The budget as it is now.' })
  @ApiProblems(400, 413, 415, 503)
  async set(@CurrentCaller() caller: Caller, @Body() body: PutBudgetRequest): Promise<BudgetResponse> {
    return toBudgetResponse(await this.budgets.set(tenantOf(caller), toBudgetLimit(body)));
  }

  @Delete('budget')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'removeBudget',
    summary: 'Let the tenant spend without a limit',
    description: 'Removing one that is not there is a 404.',
  })
  @ApiNoContentResponse({ description: 'Removed. The budgets of users still hold.' })
  @ApiProblems(404, 503)
  async remove(@CurrentCaller() caller: Caller): Promise<void> {
    await this.budgets.remove(tenantOf(caller));
  }
}

function tenantOf({ identity }: Caller): BudgetHolder {
  return { tenantId: identity.tenantId, userId: null };
}
