import { ConfigurableModuleBuilder, Module, type ModuleMetadata, type Provider, type Type } from '@nestjs/common';
import { Clock } from '../common/index.js';
import { IdentityResolver } from '../http/index.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { ErasableKeys } from './erasable-keys.js';
import { ExportableKeys } from './exportable-keys.js';
import { ApiKeyResolver } from './http/api-key.resolver.js';
import { KeysController } from './http/keys.controller.js';
import { TokenResolver } from './http/token.resolver.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from './identity.options.js';
import { TokenVerifier } from './tokens/token-verifier.js';

export interface IdentityModuleShape {
  /** The common and the database module, and what `resolver` needs. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Whether to serve the routes of API keys; the service can be injected either way. @default true */
  readonly http?: boolean;
  /** The host's own way to tell who is asking; `mode` then counts for nothing. @default by `mode` */
  readonly resolver?: Type<IdentityResolver> | undefined;
}

const SHAPE: IdentityModuleShape = { imports: [], http: true, resolver: undefined };

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<IdentityModuleOptions>({
  optionsInjectionToken: IDENTITY_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras(SHAPE, (definition, { imports, http, resolver }) => ({
    ...definition,
    // `forRootAsync` has put the same modules there already.
    imports: [...new Set([...(definition.imports ?? []), ...imports])],
    controllers: http ? [KeysController] : [],
    providers: [
      ...(definition.providers ?? []),
      resolver ? { provide: IdentityResolver, useClass: resolver } : BY_MODE,
    ],
  }))
  .build();

const BY_MODE: Provider = {
  provide: IdentityResolver,
  inject: [IDENTITY_OPTIONS, ApiKeysService, Clock],
  useFactory: resolverFor,
};

/** Every room with routes takes it among its imports: one that does not lets everybody in. */
@Module({
  providers: [ApiKeysService, ApiKeyRepository, ErasableKeys, ExportableKeys],
  exports: [IdentityResolver, ApiKeysService, ErasableKeys, ExportableKeys],
})
export class IdentityModule extends ConfigurableModuleClass {}

/** Nobody, where nobody has to say who it is. */
function resolverFor(
  { mode = 'none', jwt }: IdentityModuleOptions,
  keys: ApiKeysService,
  clock: Clock,
): IdentityResolver | undefined {
  if (mode === 'none') return undefined;
  if (mode === 'api-key') return new ApiKeyResolver(keys);
  if (!jwt) throw new Error('IdentityModule: the mode jwt needs the option jwt');
  return new TokenResolver(new TokenVerifier(jwt, clock));
}
