import { type ExecutionContext, StreamableFile, type Type } from '@nestjs/common';
import type { AbstractHttpAdapter, ModulesContainer } from '@nestjs/core';
import type { HttpReply } from './http-reply.js';

// Everything in Nest that Reprise relies on without a promise of Nest's. test/support/nest-contract.ts checks it on every
// version of Nest that package.json allows.

/** Under which Nest keeps the path of a controller class, and of a method. */
const PATH = 'path';
/** Under which Nest's decorators of parameters keep, by method, what they were told. */
const ROUTE_ARGUMENTS = '__routeArguments__';
/** Under which TypeScript keeps the types of a method's parameters, for Nest. */
const PARAMETER_TYPES = 'design:paramtypes';
/** Nest's numbers of its decorators of parameters; those of `createParamDecorator` have a factory instead. */
const SOURCES: Readonly<Record<string, ArgumentSource>> = {
  0: 'request',
  1: 'response',
  3: 'body',
  4: 'query',
  5: 'param',
};

export type ArgumentSource = 'request' | 'response' | 'body' | 'query' | 'param';

/** What a decorator says of one parameter of a handler. */
export interface DeclaredArgument {
  readonly index: number;
  /** Where its value comes from; `undefined` where a factory makes it. */
  readonly source: ArgumentSource | undefined;
  readonly factory: ((data: unknown, context: ExecutionContext) => unknown) | undefined;
  /** What the factory is told. */
  readonly data: unknown;
  /** The parameter's class. */
  readonly metatype: Type | undefined;
}

/** The path that `@Controller`, or a decorator such as `@Get`, was given. */
export function pathOf(controllerOrHandler: object): string {
  return String(Reflect.getMetadata(PATH, controllerOrHandler));
}

/** @param name of the controller's method */
export function declaredArguments(controller: Type<object>, name: string): DeclaredArgument[] {
  const declared = Reflect.getMetadata(ROUTE_ARGUMENTS, controller, name) as
    Record<string, Pick<DeclaredArgument, 'index' | 'data'> & Partial<DeclaredArgument>> | undefined;
  const types = Reflect.getMetadata(PARAMETER_TYPES, controller.prototype as object, name) as Type[] | undefined;
  return Object.entries(declared ?? {}).map(([key, { index, data, factory }]) => ({
    index,
    source: factory ? undefined : SOURCES[key.split(':', 1)[0] ?? ''],
    factory,
    data,
    metatype: types?.[index],
  }));
}

/** The controllers of all modules of the application. */
export function controllersIn(modules: ModulesContainer): Type[] {
  return [...modules.values()]
    .flatMap((module) => [...module.controllers.values()])
    .map(({ metatype }) => metatype)
    .filter((metatype): metatype is Type => typeof metatype === 'function');
}

/** The instances of the class in all modules of the application that provide it. */
export function instancesIn<T>(modules: ModulesContainer, provided: Type<T>): T[] {
  return [...modules.values()]
    .map((module): unknown => module.providers.get(provided)?.instance)
    .filter((instance): instance is T => instance instanceof provided);
}

type Method = (...body: unknown[]) => unknown;
type Sending = HttpReply & { readonly statusCode: number } & Partial<Record<'json' | 'send', Method>>;

/** Express' two, and Fastify's one. */
const METHODS = ['json', 'send'] as const;
const FIRST_ERROR = 400;

/**
 * Has the platform send this answer when Nest sends the route's, whatever interceptors of the host have made of it by then.
 * What ends as an error, of an interceptor or a filter, is sent as it is.
 * @returns what interceptors get to see: a stream is nothing that one could wrap or copy
 */
export function keepAnswer(reply: HttpReply, answer: unknown, adapter: AbstractHttpAdapter): unknown {
  const sending = reply as Sending;
  const { statusCode } = sending;
  const before = METHODS.map((name) => Object.getOwnPropertyDescriptor(sending, name));
  const restore = (): void => {
    for (const [index, name] of METHODS.entries()) {
      const own = before[index];
      if (own) Object.defineProperty(sending, name, own);
      else delete sending[name];
    }
  };
  for (const name of METHODS) {
    if (typeof sending[name] !== 'function') continue;
    sending[name] = (...body) => {
      restore();
      if (sending.statusCode >= FIRST_ERROR) return sending[name]?.(...body);
      adapter.reply(reply, answer, statusCode);
      return reply;
    };
  }
  return answer instanceof StreamableFile ? {} : answer;
}
