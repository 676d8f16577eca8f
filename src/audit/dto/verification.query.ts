import { INSTANT_TEXT, QueryInstant, QueryInteger } from '../../http/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';

/** As many records as are verified before a client should ask again, so that no request lasts for minutes. */
export const VERIFIED_AT_ONCE = 1_000_000;

export class VerifyQueryParams {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    default: 0,
    description: 'Go on after this place: the `last_seq` of an earlier answer.',
  })
  @QueryInteger(0, Number.MAX_SAFE_INTEGER)
  readonly after_seq?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: VERIFIED_AT_ONCE,
    default: VERIFIED_AT_ONCE,
    description: 'About how many records to look at.',
  })
  @QueryInteger(1, VERIFIED_AT_ONCE)
  readonly limit?: number;
}

export class AuditExportQueryParams {
  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'Sealed at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC.',
  })
  @QueryInstant()
  readonly from?: Date;

  @ApiPropertyOptional({ ...INSTANT_TEXT, description: 'Sealed before this time, or day.' })
  @QueryInstant()
  readonly to?: Date;
}
