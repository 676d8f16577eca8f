import { IsIn, IsOptional } from 'class-validator';
import { INSTANT_TEXT, QueryInstant } from '../../http/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';

export const GROUPS = ['day', 'model', 'user', 'kind'] as const;
export const FORMATS = ['json', 'csv'] as const;

/** No examples here: Swagger UI would fill them in and so hide whatever does not fit them. */
export class UsageQueryParams {
  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'Sent at this time or later: `2026-11-01`, or a time with its zone. Default: the first of this month.',
  })
  @QueryInstant()
  readonly from?: Date;

  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'Sent before this time: `2026-12-01`, which leaves that day out, or a time with its zone.',
  })
  @QueryInstant()
  readonly to?: Date;

  @ApiPropertyOptional({ enum: GROUPS, description: 'What to tell apart in `data`, where a day is one in UTC.' })
  @IsOptional()
  @IsIn(GROUPS)
  readonly group_by?: (typeof GROUPS)[number];

  @ApiPropertyOptional({
    enum: FORMATS,
    default: 'json',
    description: 'As JSON or as CSV; without it, the `Accept` header decides.',
  })
  @IsOptional()
  @IsIn(FORMATS)
  readonly format?: (typeof FORMATS)[number];
}
