import { type Identity, UnauthenticatedError } from '../../common/index.js';
import { type HttpRequest, IdentityResolver } from '../../http/index.js';
import type { ApiKeysService } from '../api-keys.service.js';
import { keyOf } from './credential.js';

/** Authenticates requests by Reprise's API keys. */
export class ApiKeyResolver extends IdentityResolver {
  constructor(private readonly keys: ApiKeysService) {
    super();
  }

  async resolve(request: HttpRequest): Promise<Identity> {
    const key = keyOf(request);
    const identity = key === null ? null : await this.keys.authenticate(key);
    if (!identity) throw new UnauthenticatedError();
    return identity;
  }
}
