import type { ExecutionContext, PipeTransform } from '@nestjs/common';
import type { HttpReply, HttpRequest } from './http-reply.js';
import { declaredArguments } from './nest-internals.js';

type ParsedRequest = HttpRequest & { readonly body?: unknown; readonly query?: unknown; readonly params?: unknown };

/**
 * What a handler of ours is called with. Nest would have global pipes of the host's change and refuse it first, by rules of
 * their own.
 * @throws what the pipe throws
 */
export async function routeArguments(context: ExecutionContext, pipe: PipeTransform): Promise<unknown[]> {
  const http = context.switchToHttp();
  const request = http.getRequest<ParsedRequest>();
  const parts = { body: request.body, query: request.query, param: request.params };
  const values: unknown[] = [];
  for (const { index, source, factory, data, metatype } of declaredArguments(
    context.getClass(),
    context.getHandler().name,
  )) {
    if (factory) values[index] = factory(data, context);
    else if (source === 'request') values[index] = request;
    else if (source === 'response') values[index] = http.getResponse<HttpReply>();
    else if (source) values[index] = await pipe.transform(parts[source], { type: source, metatype });
  }
  return values;
}
