import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { PageQuery, QueryInstant } from '../../http/index.js';
import { MODEL_NAME } from './create-analysis.request.js';

export class HistoryQueryParams extends PageQuery {
  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 256,
    description: 'Words that the input or the answer must hold, all of them.',
  })
  @IsOptional()
  @Length(1, 256)
  @IsString()
  readonly q?: string;

  @ApiPropertyOptional({
    pattern: MODEL_NAME.source,
    description: 'Only answers of this model.',
    example: 'claude-sonnet-5-5',
  })
  @IsOptional()
  @Matches(MODEL_NAME, { message: 'must be the name of a Claude model, such as claude-sonnet-5-5' })
  readonly model?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Created at this time or later.',
    example: '2026-11-01T00:00:00Z',
  })
  @QueryInstant()
  readonly from?: Date;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Created before this time.',
    example: '2026-12-01T00:00:00Z',
  })
  @QueryInstant()
  readonly to?: Date;
}
