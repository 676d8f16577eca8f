import { createHash } from 'node:crypto';
import { IsOptional, IsString, Length } from 'class-validator';
import { type PageRequest, USUAL_LIMIT } from '../common/index.js';
import { ApiPropertyOptional } from '../openapi/index.js';
import { decodeCursor } from './cursor.js';
import { QueryInteger } from './query-fields.js';

/** 132 bits: enough to tell lists apart. */
const SCOPE_LENGTH = 22;

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

  @ApiPropertyOptional({
    maxLength: 256,
    description: 'The `next_cursor` of the page before this one, of the same list with the same parameters.',
  })
  @IsOptional()
  @Length(1, 256)
  @IsString()
  readonly cursor?: string;
}

/** A page of a list that was asked for. */
export interface ListPage {
  readonly page: PageRequest;
  /** A digest of which list it is, and of what it was asked for, which its cursors hold. */
  readonly scope: string;
}

/**
 * @param list its name, such as `history`
 * @param databaseId what tells the database from others: of another one a cursor names rows that are not in this one
 * @param whose what besides the query says which rows are in it: the tenant, the user or the conversation
 * @param query `limit` may be another one on each page; everything else makes another list of it
 * @throws a validation problem when the cursor was not made by this list
 */
export function toListPage(list: string, databaseId: string, whose: readonly string[], query: PageQuery): ListPage {
  const { limit = USUAL_LIMIT, cursor, ...filter } = query;
  const asked = Object.entries(filter).sort(([one], [other]) => (one < other ? -1 : 1));
  const given = asked.filter(([, value]) => value !== undefined);
  const scope = createHash('sha256')
    .update(JSON.stringify([list, databaseId, whose, given]))
    .digest('base64url')
    .slice(0, SCOPE_LENGTH);
  return { page: { limit, after: cursor === undefined ? null : decodeCursor(cursor, scope) }, scope };
}
