import { ConfigurableModuleBuilder, Module, type Provider, type Type } from '@nestjs/common';
import { Clock } from '../common/index.js';
import { IdentityResolver, NoLogin, ROUTES_SHAPE, type RoutesShape, withRoutes } from '../http/index.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { ErasableKeys } from './erasable-keys.js';
import { ExportableKeys } from './exportable-keys.js';
import { ApiKeyResolver } from './http/api-key.resolver.js';
import { KeysController } from './http/keys.controller.js';
import { TokenResolver } from './http/token.resolver.js';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from './identity.options.js';

export interface IdentityModuleShape extends RoutesShape {
  /** The class of the host's own `IdentityResolver`, made here with what `imports` bring. @default by the options */
  readonly resolver?: Type<IdentityResolver> | undefined;
}

const SHAPE: IdentityModuleShape = { ...ROUTES_SHAPE, resolver: undefined };

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<IdentityModuleOptions>({
  optionsInjectionToken: IDENTITY_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras(SHAPE, (definition, { resolver, ...routes }) => ({
    ...withRoutes(definition, routes, [KeysController]),
    providers: [
      ...(definition.providers ?? []),
      resolver ? { provide: IdentityResolver, useClass: resolver } : BY_OPTIONS,
    ],
  }))
  .build();

const BY_OPTIONS: Provider = {
  provide: IdentityResolver,
  inject: [IDENTITY_OPTIONS, ApiKeysService, Clock],
  useFactory: resolverFor,
};

/**
 * Who is asking. Every room with routes takes it among its imports: one that does not is not served. Its own `imports`
 * have to bring the common, the database and the audit module, and what `resolver` needs.
 */
@Module({
  providers: [ApiKeysService, ApiKeyRepository, ErasableKeys, ExportableKeys],
  exports: [IdentityResolver, ApiKeysService, ErasableKeys, ExportableKeys],
})
export class IdentityModule extends ConfigurableModuleClass {}

async function resolverFor(
  { identityResolver: own, mode, jwt }: IdentityModuleOptions,
  keys: ApiKeysService,
  clock: Clock,
): Promise<IdentityResolver | undefined> {
  if (own) return typeof own === 'function' ? { resolve: own } : own;
  switch (mode) {
    case 'none':
      return new NoLogin();
    case 'api-key':
      return new ApiKeyResolver(keys);
    case 'jwt': {
      if (!jwt) throw new Error('IdentityModule: the mode jwt needs the option jwt');
      const { TokenVerifier } = await import('./tokens/token-verifier.js');
      return new TokenResolver(new TokenVerifier(jwt, clock));
    }
    case undefined:
      // Where there are routes, their guard does not start.
      return undefined;
  }
}
