import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '../openapi/index.js';
import type { HttpRequest } from './http-reply.js';
import { validationFailed } from './request-pipe.js';

/** One or more entity tags, RFC 9110, section 8.8.3. */
const TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
/** A list may have empty elements, which count for nothing (section 5.6.1.2). */
const TAGS = new RegExp(String.raw`^(?:[ \t]*,)*[ \t]*${TAG}(?:[ \t]*,(?:[ \t]*${TAG})?)*[ \t]*$`);

/** What a header names: everything there may be, some versions, or nothing because it did not come. */
type Named = '*' | readonly string[] | null;

/** On what a change depends: `If-Match` and `If-None-Match` (RFC 9110, section 13.1). */
export class Precondition {
  constructor(
    private readonly match: Named,
    private readonly noneMatch: Named,
  ) {}

  /**
   * @param etag of what there is now, a strong one
   * @param exists whether anybody has ever set it; only `*` asks for that
   */
  isMet(etag: string, exists: boolean): boolean {
    // A weak tag keeps its `W/`, and so never is a strong one.
    const isMatched = this.match === null || (this.match === '*' ? exists : this.match.includes(etag));
    if (!isMatched || this.noneMatch === null) return isMatched;
    return this.noneMatch === '*' ? !exists : !this.noneMatch.some((tag) => tag.replace(/^W\//, '') === etag);
  }
}

/** The request's precondition; one that cannot be read is a 400, since nobody knows what it was to prevent. */
export const IfUnchanged = createParamDecorator((_data: unknown, context: ExecutionContext): Precondition => {
  const { headers } = context.switchToHttp().getRequest<HttpRequest>();
  return new Precondition(read(headers, 'If-Match'), read(headers, 'If-None-Match'));
});

/** What a reader has already: `If-None-Match`. One that cannot be read prevents nothing, so it counts as none. */
export const IfChanged = createParamDecorator((_data: unknown, context: ExecutionContext): Precondition =>
  ifChanged(context.switchToHttp().getRequest<HttpRequest>()),
);

/** The same for what no controller serves. */
export function ifChanged({ headers }: HttpRequest): Precondition {
  return new Precondition(null, tagsOf(String(headers['if-none-match'] ?? '')));
}

function read(headers: HttpRequest['headers'], name: string): Named {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return null;
  const tags = tagsOf(String(value));
  if (tags === null) throw validationFailed([{ field: name, message: 'must be * or entity tags, such as "3"' }]);
  return tags;
}

/** `null` for what cannot be read. */
function tagsOf(text: string): Named {
  if (text.trim() === '*') return '*';
  return TAGS.test(text) ? text.match(new RegExp(TAG, 'g')) : null;
}

/** Documents both headers of a route that takes `IfUnchanged`. */
export function ApiPrecondition(): MethodDecorator {
  const schema = { type: 'string' as const, minLength: 1 };
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'Change it only if its `ETag` still is one of these, such as `"3"`; `*`: only if it was ever set. Else 412. Weak tags never match.',
      schema,
    }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: '`*`: only if it was never set; tags: only if its `ETag` is none of these. Else 412.',
      schema,
    }),
  );
}

/** The `ETag` of an answer. */
export const ETAG_HEADER = {
  ETag: {
    description: 'Names this version, for `If-Match` and `If-None-Match`; `"0"`: never set.',
    example: '"3"',
    schema: { type: 'string' as const },
  },
};
