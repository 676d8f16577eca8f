import { Get, Query, Res, type StreamableFile } from '@nestjs/common';
import {
  ApiProblems,
  type Caller,
  CurrentCaller,
  type HttpReply,
  NDJSON,
  ndjsonFile,
  RepriseController,
  Roles,
} from '../../http/index.js';
import { ApiOkResponse, ApiOperation } from '../../openapi/index.js';
import { AuditExportQueryParams, VERIFIED_AT_ONCE, VerifyQueryParams } from '../dto/verification.query.js';
import { VerificationResponse } from '../dto/verification.response.js';
import { AuditExportService } from '../export/audit-export.service.js';
import { VerificationService } from '../verification/verification.service.js';
import { toVerificationResponse } from './verification.mapper.js';

const EXAMPLE = `{"type":"audit_export","format":"reprise-audit-export/1","tenant_id":"default","from":null,"to":null,"exported_at":"2026-11-25T12:00:02.000Z","after":null}
{"type":"seal","tenant_id":"default","number":1,"first_seq":1,"last_seq":1,"leaves":"5bdc…","head":"9f86…","previous":"0000…","sealed_at":"2026-11-25T12:00:01.000Z","key_id":null,"signature":null}
{"type":"record","id":"019ab0c4-7e5a-7000-8000-3f1d2c4b5a69","tenant_id":"default","seq":1,"at":"2026-11-25T12:00:00.000Z","action":"result.created","outcome":"done"}
{"type":"manifest","counts":{"audit_export":1,"seal":1,"record":1},"sha256":"5bdc…"}
`;

/** Registered before `AuditController`, whose route `audit/:id` would match `verify` and `export`. */
@RepriseController('audit', 'audit')
export class VerificationController {
  constructor(
    private readonly verification: VerificationService,
    private readonly exports: AuditExportService,
  ) {}

  @Get('verify')
  @Roles('admin')
  @ApiOperation({
    operationId: 'verifyAudit',
    summary: 'Verify that the audit trail is unchanged',
    description:
      "Verifies the tenant's chain from its first record, its signatures with the configured keys, and its seals with the configured mirror file. " +
      'A request verifies at most a million records. `reprise audit verify` does the same on the command line, also for an export.',
  })
  @ApiOkResponse({
    type: VerificationResponse,
    description: 'Whether the chain is valid, and the first invalid record.',
  })
  @ApiProblems(400, 503)
  async verify(
    @CurrentCaller() { identity }: Caller,
    @Query() { after_seq: afterSeq, limit = VERIFIED_AT_ONCE }: VerifyQueryParams,
  ): Promise<VerificationResponse> {
    const verification = await this.verification.verify(identity.tenantId, { afterSeq, limit });
    return toVerificationResponse(verification, await this.verification.countUnsealed(identity.tenantId));
  }

  @Get('export')
  @Roles('admin')
  @ApiOperation({
    operationId: 'exportAudit',
    summary: 'Export the audit trail as NDJSON',
    description:
      'Contains whole seals, each followed by the records it covers, and a manifest as the last line. An export without a manifest is incomplete. Records that are sealed during the export are included.',
  })
  @ApiOkResponse({
    description: 'The audit trail, one JSON object a line.',
    content: { [NDJSON]: { schema: { type: 'string' }, example: EXAMPLE } },
  })
  @ApiProblems(400, 503)
  async export(
    @CurrentCaller() { identity }: Caller,
    @Query() span: AuditExportQueryParams,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<StreamableFile> {
    return ndjsonFile(this.exports.export(identity.tenantId, span), 'reprise-audit.ndjson', reply);
  }
}
