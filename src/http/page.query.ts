import { IsOptional, IsString, Length } from 'class-validator';
import { type PageRequest, USUAL_LIMIT } from '../common/index.js';
import { ApiPropertyOptional } from '../openapi/index.js';
import { decodeCursor } from './cursor.js';
import { QueryInteger } from './query-fields.js';

export class PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: USUAL_LIMIT,
    description: 'Rows on a page. One of long texts ends earlier, after about 4 MB: `has_more` says so.',
  })
  @QueryInteger(1, 100)
  readonly limit?: number;

  @ApiPropertyOptional({ maxLength: 256, description: 'The `next_cursor` of the page before this one.' })
  @IsOptional()
  @Length(1, 256)
  @IsString()
  readonly cursor?: string;
}

/** @throws a validation problem when the cursor was not made by this list */
export function toPageRequest({ limit, cursor }: PageQuery): PageRequest {
  return { limit: limit ?? USUAL_LIMIT, after: cursor === undefined ? null : decodeCursor(cursor) };
}
