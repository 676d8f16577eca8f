import { type Identity, UnauthenticatedError } from '../../common/index.js';
import { type HttpRequest, IdentityResolver } from '../../http/index.js';
import type { TokenVerifier } from '../tokens/token-verifier.js';
import { bearerOf } from './credential.js';

/** Authenticates requests by JWTs of a login server. */
export class TokenResolver extends IdentityResolver {
  constructor(private readonly tokens: TokenVerifier) {
    super();
  }

  async resolve(request: HttpRequest): Promise<Identity> {
    const token = bearerOf(request);
    const identity = token === null ? null : await this.tokens.verify(token);
    if (!identity) throw new UnauthenticatedError();
    return identity;
  }
}
