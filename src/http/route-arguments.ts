import type { ExecutionContext, PipeTransform, Type } from '@nestjs/common';
import type { HttpReply, HttpRequest } from './http-reply.js';

/** Nest's own name for what its decorators of parameters leave at a controller, by method. */
const ROUTE_ARGUMENTS = '__routeArguments__';
const PARAMETER_TYPES = 'design:paramtypes';
/** Nest's numbers of these decorators; those of `createParamDecorator` have a factory instead. */
const SOURCES: Readonly<Record<string, Source>> = {
  0: { read: (request) => request },
  1: { read: (_request, reply) => reply },
  3: { read: ({ body }) => body, type: 'body' },
  4: { read: ({ query }) => query, type: 'query' },
  5: { read: ({ params }) => params, type: 'param' },
};

interface Source {
  read(request: ParsedRequest, reply: HttpReply): unknown;
  /** As pipes are told, which see nothing else. */
  readonly type?: 'body' | 'query' | 'param';
}

type ParsedRequest = HttpRequest & { readonly body?: unknown; readonly query?: unknown; readonly params?: unknown };

interface Declared {
  readonly index: number;
  readonly data?: unknown;
  readonly factory?: (data: unknown, context: ExecutionContext) => unknown;
}

/**
 * What a handler of ours is called with. Nest would have global pipes of the host's change and refuse it first, by rules of
 * their own.
 * @throws what the pipe throws
 */
export async function routeArguments(context: ExecutionContext, pipe: PipeTransform): Promise<unknown[]> {
  const [controller, { name }] = [context.getClass<object>(), context.getHandler()];
  const declared = Reflect.getMetadata(ROUTE_ARGUMENTS, controller, name) as Record<string, Declared> | undefined;
  const types = Reflect.getMetadata(PARAMETER_TYPES, controller.prototype as object, name) as Type[] | undefined;
  const http = context.switchToHttp();
  const values: unknown[] = [];
  for (const [key, { index, data, factory }] of Object.entries(declared ?? {})) {
    const source = SOURCES[key.split(':', 1)[0] ?? ''];
    const value = factory ? factory(data, context) : source?.read(http.getRequest(), http.getResponse());
    const { type } = source ?? {};
    values[index] = type ? await pipe.transform(value, { type, metatype: types?.[index] }) : value;
  }
  return values;
}
