import { IsIn, IsOptional } from 'class-validator';
import { INSTANT_TEXT, QueryInstant } from '../../http/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';

export const GROUPS = ['day', 'model', 'user', 'kind'] as const;
export const FORMATS = ['json', 'csv'] as const;

/** Has no examples, because Swagger UI would fill them into the form and filter by them. */
export class UsageQueryParams {
  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description:
      'Only calls sent at this time or later: `2026-11-01`, or a time with its zone. Default: the first of this month.',
  })
  @QueryInstant()
  readonly from?: Date;

  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'Only calls sent before this time: `2026-12-01`, which excludes that day, or a time with its zone.',
  })
  @QueryInstant()
  readonly to?: Date;

  @ApiPropertyOptional({ enum: GROUPS, description: 'How to group `data`. Days are in UTC.' })
  @IsOptional()
  @IsIn(GROUPS)
  readonly group_by?: (typeof GROUPS)[number];

  @ApiPropertyOptional({
    enum: FORMATS,
    default: 'json',
    description: 'Format of the response. Without it, the `Accept` header decides.',
  })
  @IsOptional()
  @IsIn(FORMATS)
  readonly format?: (typeof FORMATS)[number];
}
