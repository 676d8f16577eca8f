import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '../openapi/index.js';
import type { HttpRequest } from './http-reply.js';
import { validationFailed } from './request-pipe.js';

/** One or more entity tags, RFC 9110, section 8.8.3. */
const TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
/** A list may contain empty elements, which are ignored (section 5.6.1.2). */
const TAGS = new RegExp(String.raw`^(?:[ \t]*,)*[ \t]*${TAG}(?:[ \t]*,(?:[ \t]*${TAG})?)*[ \t]*$`);

/** The value of one header: `*`, entity tags, or `null` if the header is missing. */
type TagCondition = '*' | readonly string[] | null;

/** The precondition of a request: `If-Match` and `If-None-Match` (RFC 9110, section 13.1). */
export class Precondition {
  constructor(
    private readonly match: TagCondition,
    private readonly noneMatch: TagCondition,
  ) {}

  /**
   * @param etag strong tag of the current version
   * @param exists whether the resource was ever set; `*` tests it
   */
  isMet(etag: string, exists: boolean): boolean {
    // A weak tag keeps its `W/` prefix and therefore never equals a strong one.
    const isMatched = this.match === null || (this.match === '*' ? exists : this.match.includes(etag));
    if (!isMatched || this.noneMatch === null) return isMatched;
    return this.noneMatch === '*' ? !exists : !this.noneMatch.some((tag) => tag.replace(/^W\//, '') === etag);
  }
}

/** The request's precondition. A malformed one is answered with 400, because ignoring it could overwrite a change. */
export const IfUnchanged = createParamDecorator((_data: unknown, context: ExecutionContext): Precondition => {
  const { headers } = context.switchToHttp().getRequest<HttpRequest>();
  return new Precondition(read(headers, 'If-Match'), read(headers, 'If-None-Match'));
});

/** `If-None-Match` of a read: the versions that the client has cached. A malformed header is ignored. */
export const IfChanged = createParamDecorator((_data: unknown, context: ExecutionContext): Precondition =>
  ifChanged(context.switchToHttp().getRequest<HttpRequest>()),
);

/** The same for routes without a controller. */
export function ifChanged({ headers }: HttpRequest): Precondition {
  return new Precondition(null, tagsOf(String(headers['if-none-match'] ?? '')));
}

function read(headers: HttpRequest['headers'], name: string): TagCondition {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return null;
  const tags = tagsOf(String(value));
  if (tags === null) throw validationFailed([{ field: name, message: 'must be * or entity tags, such as "3"' }]);
  return tags;
}

/** `null` if the text is malformed. */
function tagsOf(text: string): TagCondition {
  if (text.trim() === '*') return '*';
  return TAGS.test(text) ? text.match(new RegExp(TAG, 'g')) : null;
}

/** Documents both headers of a route with an `IfUnchanged` parameter. */
export function ApiPrecondition(): MethodDecorator {
  const schema = { type: 'string' as const, minLength: 1 };
  return applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description:
        'Apply the change only if the current `ETag` is one of these, such as `"3"`; `*`: only if a value was ever set. Otherwise 412. Weak tags never match.',
      schema,
    }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description:
        'Apply the change only if the current `ETag` is none of these; `*`: only if no value was ever set. Otherwise 412.',
      schema,
    }),
  );
}

/** Documents the `ETag` response header. */
export const ETAG_HEADER = {
  ETag: {
    description: 'The current version, for `If-Match` and `If-None-Match`; `"0"` if no value was ever set.',
    example: '"3"',
    schema: { type: 'string' as const },
  },
};
