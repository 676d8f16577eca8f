import type { DynamicModule, ModuleMetadata, Type } from '@nestjs/common';
import { flag, modules, type OptionRules, options, optionsModule, rule, withImports } from '../common/index.js';
import { under } from './mounted.js';
import { ROUTES_ONCE } from './routes-once.js';

/** What every module with routes is told beside its options. */
export interface RoutesShape {
  /** The modules that it builds on, such as `RepriseCoreModule`. @default none */
  readonly imports?: ModuleMetadata['imports'];
  /** Whether to serve the routes; the services can be injected either way. @default true */
  readonly http?: boolean;
  /** A path in front of the routes, such as `ai`. @default '' */
  readonly prefix?: string;
}

export const ROUTES_SHAPE: Required<RoutesShape> = { imports: [], http: true, prefix: '' };

/** Text alone: what a path takes as a parameter, or leaves open, is refused by the routes behind it. */
const PREFIX = /^\/?([A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*\/?)?$/;
const isPrefix = (value: unknown) => typeof value === 'string' && PREFIX.test(value);

export const ROUTES_RULES: OptionRules<RoutesShape> = {
  imports: modules,
  http: flag,
  prefix: rule('a path of letters, digits and . _ ~ -, such as ai/v1', isPrefix),
};

/** What a module with routes extends: it has `forRoot` and `forRootAsync`, which take a `RoutesShape` too. */
export function routedModule(...controllers: Type[]) {
  return optionsModule<object, RoutesShape>({
    options: options({}),
    shape: ROUTES_RULES,
    usual: ROUTES_SHAPE,
    define: (definition, shape) => withRoutes(definition, shape, controllers),
  });
}

export function withRoutes(
  definition: DynamicModule,
  { imports = [], http = true, prefix = '' }: RoutesShape,
  controllers: readonly Type[],
): DynamicModule {
  return {
    ...withImports(definition, imports),
    controllers: http ? under(prefix, controllers) : [],
    providers: [...(definition.providers ?? []), ...(http ? [ROUTES_ONCE] : [])],
  };
}
