import { ConfigurableModuleBuilder, type DynamicModule, type ModuleMetadata, type Provider } from '@nestjs/common';
import { checkOptions, type OptionRule, type OptionRules, options, rule } from './option-rules.js';

/**
 * Describes a module with options, which may be resolved asynchronously, and a shape, which must be known
 * synchronously.
 */
export interface ModuleKind<Options, Shape> {
  /** Injection token of the options. @default a token without a provider, for modules without options */
  readonly token?: symbol;
  readonly options: OptionRule;
  readonly shape: OptionRules<Shape>;
  /** Default values of the shape. */
  readonly usual: Shape;
  readonly define: (definition: DynamicModule, shape: Shape) => DynamicModule;
  /** Type parameter only; never set. */
  readonly of?: Options;
}

/** Rule for the `imports` of a module. */
export const modules: OptionRule = rule('an array of modules', (value) => Array.isArray(value));

const anything: OptionRule = () => [];
const ASYNC: OptionRules<Record<'imports' | 'inject' | 'useFactory' | 'useClass' | 'useExisting', unknown>> = {
  imports: modules,
  inject: rule('an array of tokens', (value) => Array.isArray(value)),
  useFactory: rule('a function', (value) => typeof value === 'function'),
  useClass: anything,
  useExisting: anything,
};
const SOURCES = ['useFactory', 'useClass', 'useExisting'] as const;

/**
 * Base class of all modules with options or a shape. It has `forRoot` and `forRootAsync`, and validates both: an
 * invalid shape throws at once, invalid options fail the start of the application.
 */
export function optionsModule<Options extends object, Shape extends object>(kind: ModuleKind<Options, Shape>) {
  const token = kind.token ?? Symbol('NO_OPTIONS');
  const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<Options>({ optionsInjectionToken: token })
    .setClassMethodName('forRoot')
    .setExtras(kind.usual, (definition, given) => {
      const providers = (definition.providers ?? []).map((provider) =>
        checked(provider, token, (found) => checkOptions(definition.module.name, found, kind.options)),
      );
      return kind.define({ ...definition, providers }, shapeOf(kind, given));
    })
    .build();
  type Base = typeof ConfigurableModuleClass;
  const asynchronous = options({ ...ASYNC, ...kind.shape, provideInjectionTokensFrom: anything }, oneSource);

  return class extends ConfigurableModuleClass {
    static override forRoot(given: Parameters<Base['forRoot']>[0]): DynamicModule {
      const found: typeof given = given ?? {};
      checkOptions(this.name, shapeOf(kind, found), options(kind.shape));
      return super.forRoot(found);
    }

    static override forRootAsync(given: Parameters<Base['forRootAsync']>[0]): DynamicModule {
      checkOptions(this.name, given ?? {}, asynchronous);
      return super.forRootAsync(given);
    }
  } as Base;
}

/**
 * Base class of a module with options. It has `forRoot` and `forRootAsync`, whose `imports` bring the required modules.
 * @param token injection token of the options
 */
export function libraryModule<Options extends object>(token: symbol, rules: OptionRule) {
  return optionsModule<Options, Pick<ModuleMetadata, 'imports'>>({
    token,
    options: rules,
    shape: { imports: modules },
    usual: { imports: [] },
    define: (definition, { imports }) => withImports(definition, imports),
  });
}

/** Adds imports without duplicates, because `forRootAsync` has added the same modules already. */
export function withImports(definition: DynamicModule, imports: ModuleMetadata['imports'] = []): DynamicModule {
  return { ...definition, imports: [...new Set([...(definition.imports ?? []), ...imports])] };
}

/** Picks the shape's values from the arguments of `forRoot`, with their defaults. */
function shapeOf<Shape extends object>({ usual }: Pick<ModuleKind<never, Shape>, 'usual'>, given: object): Shape {
  const names = Object.keys(usual) as (keyof Shape)[];
  return Object.fromEntries(names.map((name) => [name, (given as Shape)[name] ?? usual[name]])) as Shape;
}

function oneSource(given: object): readonly string[] {
  const count = SOURCES.filter((source) => (given as Record<string, unknown>)[source]).length;
  return count === 1 ? [] : [`forRootAsync takes one of ${SOURCES.join(', ')}, not ${count} of them`];
}

/** Wraps the provider of the options so that it validates them. */
function checked(provider: Provider, token: symbol, check: (given: unknown) => unknown): Provider {
  if (typeof provider === 'function' || provider.provide !== token) return provider;
  if ('useValue' in provider) return { provide: token, useFactory: () => check(provider.useValue) };
  if (!('useFactory' in provider)) return provider;
  const make = provider.useFactory as (...parts: unknown[]) => unknown;
  return { ...provider, useFactory: async (...parts: unknown[]) => check(await make(...parts)) };
}
