import { DEFAULT_TENANT, type Identity } from '../common/index.js';
import type { HttpRequest } from './http-reply.js';

/** Port that authenticates requests: by Reprise's API keys, by JWTs, or by the host's own login. */
export abstract class IdentityResolver {
  /**
   * @returns the identity of the caller
   * @throws UnauthenticatedError if the credential is missing or not valid
   * @throws another AppError if the credential cannot be checked at the moment
   */
  abstract resolve(request: HttpRequest): Promise<Identity>;
}

/** The identity of every caller where no login is required. */
export const ANONYMOUS: Identity = {
  tenantId: DEFAULT_TENANT,
  subject: 'anybody',
  role: 'admin',
  userId: null,
  keyId: null,
};

/** Admits every caller. A host has to choose it explicitly; it is never the default. */
export class NoLogin extends IdentityResolver {
  resolve(): Promise<Identity> {
    return Promise.resolve(ANONYMOUS);
  }
}
