import { createHash } from 'node:crypto';
import { IsOptional, IsString, Length } from 'class-validator';
import { type PageRequest, USUAL_LIMIT } from '../common/index.js';
import { ApiPropertyOptional } from '../openapi/index.js';
import { decodeCursor } from './cursor.js';
import { QueryInteger } from './query-fields.js';

/** Length of a scope in base64url characters: 132 bits, enough to distinguish lists. */
const SCOPE_LENGTH = 22;

export class PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: USUAL_LIMIT,
    description: 'Maximum number of rows on a page. A page ends earlier after about 4 MB; check `has_more`.',
  })
  @QueryInteger(1, 100)
  readonly limit?: number;

  @ApiPropertyOptional({
    maxLength: 256,
    description: 'The `next_cursor` of the previous page of the same list with the same parameters.',
  })
  @IsOptional()
  @Length(1, 256)
  @IsString()
  readonly cursor?: string;
}

/** A requested page of a list. */
export interface ListPage {
  readonly page: PageRequest;
  /** A digest of the list, its owner and its filters. Cursors contain it, so that a cursor works for its own list only. */
  readonly scope: string;
}

/**
 * @param list name of the list, such as `history`
 * @param databaseId identity of the database: in another database a cursor names rows that do not exist
 * @param owner the ids that select its rows besides the query: tenant, user or conversation
 * @param query `limit` may differ from page to page; any other parameter selects a different list
 * @throws a validation problem if the cursor belongs to another list
 */
export function toListPage(list: string, databaseId: string, owner: readonly string[], query: PageQuery): ListPage {
  const { limit = USUAL_LIMIT, cursor, ...filter } = query;
  const filters = Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const scope = createHash('sha256')
    .update(JSON.stringify([list, databaseId, owner, filters]))
    .digest('base64url')
    .slice(0, SCOPE_LENGTH);
  return { page: { limit, after: cursor === undefined ? null : decodeCursor(cursor, scope) }, scope };
}
