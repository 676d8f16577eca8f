import { INSTANT_TEXT, QueryInstant, QueryInteger } from '../../http/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';

/** Maximum number of records that one request verifies, so that no request takes minutes. */
export const VERIFIED_AT_ONCE = 1_000_000;

export class VerifyQueryParams {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    default: 0,
    description: 'Continue after this position: the `last_seq` of an earlier response.',
  })
  @QueryInteger(0, Number.MAX_SAFE_INTEGER)
  readonly after_seq?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: VERIFIED_AT_ONCE,
    default: VERIFIED_AT_ONCE,
    description: 'Approximate number of records to verify.',
  })
  @QueryInteger(1, VERIFIED_AT_ONCE)
  readonly limit?: number;
}

export class AuditExportQueryParams {
  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description:
      'Only records sealed at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC.',
  })
  @QueryInstant()
  readonly from?: Date;

  @ApiPropertyOptional({ ...INSTANT_TEXT, description: 'Only records sealed before this time or day.' })
  @QueryInstant()
  readonly to?: Date;
}
