import { Module, type Provider, type Type } from '@nestjs/common';
import { DatabaseIdentity, requireTables } from '../database/index.js';
import { ApiKey } from './entities/api-key.entity.js';
import { classOf, Clock, optionsModule } from '../common/index.js';
import { IdentityResolver, NoLogin, ROUTES_RULES, ROUTES_SHAPE, type RoutesShape, withRoutes } from '../http/index.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { ErasableKeys } from './erasable-keys.js';
import { ExportableKeys } from './exportable-keys.js';
import { ApiKeyResolver } from './http/api-key.resolver.js';
import { KeysController } from './http/keys.controller.js';
import { TokenResolver } from './http/token.resolver.js';
import { IDENTITY_OPTIONS, IDENTITY_RULES, type IdentityModuleOptions, type TokenOptions } from './identity.options.js';

export interface IdentityModuleShape extends RoutesShape {
  /**
   * The host's own `IdentityResolver` class, instantiated here with the providers of `imports`. @default according to
   * the options
   */
  readonly resolver?: Type<IdentityResolver> | undefined;
}

const SHAPE: IdentityModuleShape = { ...ROUTES_SHAPE, resolver: undefined };

const RESOLVER_BY_OPTIONS: Provider = {
  provide: IdentityResolver,
  inject: [IDENTITY_OPTIONS, ApiKeysService, Clock],
  useFactory: resolverFor,
};

/**
 * Authenticates callers. Every module with routes must import it. Its own `imports` must include the common, the
 * database and the audit module, and the modules that `resolver` needs.
 */
@Module({
  providers: [
    requireTables([ApiKey, DatabaseIdentity]),
    ApiKeysService,
    ApiKeyRepository,
    ErasableKeys,
    ExportableKeys,
  ],
  exports: [IdentityResolver, ApiKeysService, ErasableKeys, ExportableKeys],
})
export class IdentityModule extends optionsModule<IdentityModuleOptions, IdentityModuleShape>({
  token: IDENTITY_OPTIONS,
  options: IDENTITY_RULES,
  shape: { ...ROUTES_RULES, resolver: classOf('IdentityResolver') },
  usual: SHAPE,
  define: (definition, { resolver, ...routes }) => {
    const routed = withRoutes(definition, routes, [KeysController]);
    const provider = resolver ? { provide: IdentityResolver, useClass: resolver } : RESOLVER_BY_OPTIONS;
    return { ...routed, providers: [...(routed.providers ?? []), provider] };
  },
}) {}

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
      const { TokenVerifier } = await import('./tokens/token-verifier.js');
      return new TokenResolver(new TokenVerifier(jwt as TokenOptions, clock));
    }
    case undefined:
      // If there are routes, their guard throws at the start.
      return undefined;
  }
}
