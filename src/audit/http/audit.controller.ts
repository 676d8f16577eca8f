import { Get, Param, Query, Req, Res } from '@nestjs/common';
import { DatabaseIdentityRepository } from '../../database/index.js';
import {
  ApiPage,
  ApiProblems,
  type Caller,
  CurrentCaller,
  type HttpReply,
  type HttpRequest,
  type PageResponse,
  RepriseController,
  Roles,
  toListPage,
  toPageResponse,
} from '../../http/index.js';
import { ApiOkResponse, ApiOperation } from '../../openapi/index.js';
import { AuditService } from '../audit.service.js';
import { AuditRecordResponse, ProvenAuditRecordResponse } from '../dto/audit-record.response.js';
import { AuditRecordParams } from '../dto/audit.params.js';
import { AuditQueryParams } from '../dto/audit.query.js';
import { toAuditFilter, toAuditRecordResponse, toProvenRecordResponse } from './audit.mapper.js';

@RepriseController('audit', 'audit')
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly database: DatabaseIdentityRepository,
  ) {}

  @Get()
  @Roles('admin')
  @ApiOperation({
    operationId: 'listAudit',
    summary: 'List the audit records of the tenant, newest first',
    description:
      'Each request scans at most 10,000 records, so a page with fewer rows than `limit` may have a next page. Reading the audit trail is itself recorded.',
  })
  @ApiPage(AuditRecordResponse, 'A page of records.')
  @ApiProblems(400, 503)
  async list(
    @CurrentCaller() { identity }: Caller,
    @Query() query: AuditQueryParams,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PageResponse<AuditRecordResponse>> {
    const listPage = toListPage('audit', await this.database.get(), [identity.tenantId], query);
    const page = await this.audit.list(identity.tenantId, toAuditFilter(query), listPage.page);
    return toPageResponse(page, toAuditRecordResponse, listPage, request, reply);
  }

  @Get(':id')
  @Roles('admin')
  @ApiOperation({
    operationId: 'getAuditRecord',
    summary: 'Retrieve an audit record with its proof',
    description: 'Returns the record, and the leaf and the seal with which you can verify that it is unchanged.',
  })
  @ApiOkResponse({ type: ProvenAuditRecordResponse, description: 'The record.' })
  @ApiProblems(400, 404, 503)
  async get(
    @CurrentCaller() { identity }: Caller,
    @Param() { id }: AuditRecordParams,
  ): Promise<ProvenAuditRecordResponse> {
    return toProvenRecordResponse(await this.audit.getOrThrow(identity.tenantId, id));
  }
}
