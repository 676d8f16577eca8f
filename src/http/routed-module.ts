import { ConfigurableModuleBuilder, type DynamicModule, type ModuleMetadata, type Type } from '@nestjs/common';
import { under } from './mounted.js';

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

/** What a module with routes extends: it has `forRoot` and `forRootAsync`, which take a `RoutesShape` too. */
export function routedModule(...controllers: Type[]) {
  const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<object>()
    .setClassMethodName('forRoot')
    .setExtras(ROUTES_SHAPE, (definition, shape) => withRoutes(definition, shape, controllers))
    .build();
  return ConfigurableModuleClass;
}

export function withRoutes(
  definition: DynamicModule,
  { imports = [], http = true, prefix = '' }: RoutesShape,
  controllers: readonly Type[],
): DynamicModule {
  return {
    ...definition,
    // `forRootAsync` has put the same modules there already.
    imports: [...new Set([...(definition.imports ?? []), ...imports])],
    controllers: http ? under(prefix, controllers) : [],
  };
}
