import { applyDecorators, type Type } from '@nestjs/common';
import type { Page } from '../common/index.js';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '../openapi/index.js';
import { encodeCursor } from './cursor.js';
import type { HttpReply, HttpRequest } from './http-reply.js';
import type { ListPage } from './page.query.js';

export interface PageResponse<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly next_cursor: string | null;
}

/** The response body of a page. Also sets a `Link` header to the next page (RFC 8288). */
export function toPageResponse<R, T>(
  page: Page<R>,
  toItem: (row: R) => T,
  { scope }: ListPage,
  request: HttpRequest,
  reply: HttpReply,
): PageResponse<T> {
  const cursor = page.next && encodeCursor(page.next, scope);
  if (cursor !== null) reply.header('Link', `<${nextTarget(request.originalUrl, cursor)}>; rel="next"`);
  return { data: page.rows.map(toItem), has_more: cursor !== null, next_cursor: cursor };
}

/** The request's path and query with another cursor. It has no host, since a proxy may have changed it. */
function nextTarget(originalUrl: string, cursor: string): string {
  const [path = '', query] = originalUrl.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}

export function ApiPage(item: Type, description: string): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(item),
    ApiOkResponse({
      description,
      headers: { Link: { description: '`<…>; rel="next"` if there is a next page.', schema: { type: 'string' } } },
      schema: {
        type: 'object',
        required: ['data', 'has_more', 'next_cursor'],
        properties: {
          data: { type: 'array', items: { $ref: getSchemaPath(item) } },
          has_more: { type: 'boolean' },
          next_cursor: {
            type: 'string',
            nullable: true,
            description: 'Pass it as `cursor` to get the next page; `null` on the last page.',
          },
        },
      },
    }),
  );
}
