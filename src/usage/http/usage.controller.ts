import { Get, Param, Query, Res } from '@nestjs/common';
import {
  AcceptsCsv,
  ApiProblems,
  type Caller,
  CurrentCaller,
  type HttpReply,
  RepriseController,
  Roles,
  UserParams,
} from '../../http/index.js';
import { UsageQueryParams } from '../dto/usage.query.js';
import type { UsageResponse } from '../dto/usage.response.js';
import { UsageService } from '../usage.service.js';
import { UsageDocs } from './usage.docs.js';
import { toUsageQuery, toUsageReply } from './usage.mapper.js';

@RepriseController('usage')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Get('users/:user_id/usage')
  @UsageDocs('getUserUsage', 'Retrieve the usage of a user')
  @ApiProblems(404)
  async ofUser(
    @CurrentCaller() caller: Caller,
    @Param() { user_id }: UserParams,
    @Query() query: UsageQueryParams,
    @AcceptsCsv() acceptsCsv: boolean,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<UsageResponse | string> {
    const report = await this.usage.report(caller.as(user_id), toUsageQuery(query));
    return toUsageReply(report, isCsv(query, acceptsCsv), reply);
  }

  @Get('usage')
  @Roles('admin', 'service')
  @UsageDocs('getUsage', 'Retrieve the usage of the tenant')
  async ofTenant(
    @CurrentCaller() caller: Caller,
    @Query() query: UsageQueryParams,
    @AcceptsCsv() acceptsCsv: boolean,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<UsageResponse | string> {
    const report = await this.usage.report(caller.scope, toUsageQuery(query));
    return toUsageReply(report, isCsv(query, acceptsCsv), reply);
  }
}

function isCsv({ format }: UsageQueryParams, acceptsCsv: boolean): boolean {
  return format === undefined ? acceptsCsv : format === 'csv';
}
