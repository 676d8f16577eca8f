import { IsOptional, IsString, Length } from 'class-validator';
import { ModelField, PageQuery, INSTANT_TEXT, QueryInstant } from '../../http/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';

/** No examples here: Swagger UI would fill them in and so hide whatever does not fit them. */
export class HistoryQueryParams extends PageQuery {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 256,
    description: 'Whole words that the input or the answer must hold, all of them, in any order and any case.',
  })
  @IsOptional()
  @Length(1, 256)
  @IsString()
  readonly q?: string;

  @ModelField('Only answers of this model, such as `claude-sonnet-5-5`.')
  readonly model?: string;

  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'Created at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC.',
  })
  @QueryInstant()
  readonly from?: Date;

  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'Created before this time: `2026-11-24T12:00:00Z`, or a day.',
  })
  @QueryInstant()
  readonly to?: Date;
}
