import { ConfigurableModuleBuilder, type DynamicModule, type ModuleMetadata, type Provider } from '@nestjs/common';
import { checkOptions, type OptionRule, type OptionRules, options, rule } from './option-rules.js';

/** A kind of module that is told something: options, which may come late, and a shape, which has to be known at once. */
export interface ModuleKind<Options, Shape> {
  /** Under which the module injects its options. @default a token without a provider: there are none */
  readonly token?: symbol;
  readonly options: OptionRule;
  readonly shape: OptionRules<Shape>;
  /** What holds where the shape says nothing. */
  readonly usual: Shape;
  readonly define: (definition: DynamicModule, shape: Shape) => DynamicModule;
  /** Only tells the compiler what the options are. */
  readonly of?: Options;
}

/** For the `imports` of a module. */
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
 * What every module extends that is told something: it has `forRoot` and `forRootAsync`, and checks what it is given. A wrong
 * shape throws at once, wrong options stop the start, wherever they come from.
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
 * What a module with options extends: it has `forRoot` and `forRootAsync`, and `imports` brings the modules it builds on.
 * @param token under which the module injects its options
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

/** `forRootAsync` has put the same modules there already. */
export function withImports(definition: DynamicModule, imports: ModuleMetadata['imports'] = []): DynamicModule {
  return { ...definition, imports: [...new Set([...(definition.imports ?? []), ...imports])] };
}

/** What is said of the shape among other things, and what holds of it unless something is said. */
function shapeOf<Shape extends object>({ usual }: Pick<ModuleKind<never, Shape>, 'usual'>, given: object): Shape {
  const names = Object.keys(usual) as (keyof Shape)[];
  return Object.fromEntries(names.map((name) => [name, (given as Shape)[name] ?? usual[name]])) as Shape;
}

function oneSource(given: object): readonly string[] {
  const count = SOURCES.filter((source) => (given as Record<string, unknown>)[source]).length;
  return count === 1 ? [] : [`forRootAsync takes one of ${SOURCES.join(', ')}, not ${count} of them`];
}

/** The same provider of the options, which checks them. */
function checked(provider: Provider, token: symbol, check: (given: unknown) => unknown): Provider {
  if (typeof provider === 'function' || provider.provide !== token) return provider;
  if ('useValue' in provider) return { provide: token, useFactory: () => check(provider.useValue) };
  if (!('useFactory' in provider)) return provider;
  const make = provider.useFactory as (...parts: unknown[]) => unknown;
  return { ...provider, useFactory: async (...parts: unknown[]) => check(await make(...parts)) };
}
