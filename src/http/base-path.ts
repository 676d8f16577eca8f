import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from './http-reply.js';
import { ownSegments, segments } from './mounted.js';

/**
 * The path prefix of Reprise's routes as the client sees it: the module's prefix and those of the host. `''` at the
 * root.
 */
export const BasePath = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const { originalUrl } = context.switchToHttp().getRequest<HttpRequest>();
  const all = segments(originalUrl.split('?', 1)[0] ?? '');
  const before = all.slice(0, Math.max(all.length - ownSegments(context.getClass(), context.getHandler()), 0));
  return before.map((segment) => `/${segment}`).join('');
});
