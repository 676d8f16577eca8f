import { DEFAULT_TENANT, type Identity } from '../common/index.js';
import type { HttpRequest } from './http-reply.js';

/** The port to whoever knows who is asking: our own keys and tokens, or a host's login. */
export abstract class IdentityResolver {
  /**
   * @throws UnauthenticatedError where nobody can tell
   * @throws another AppError where it cannot be found out at the moment
   */
  abstract resolve(request: HttpRequest): Promise<Identity>;
}

/** Everybody, where nobody has to log in. */
export const ANYBODY: Identity = {
  tenantId: DEFAULT_TENANT,
  subject: 'anybody',
  role: 'admin',
  userId: null,
  keyId: null,
};

/** Lets everybody in: what a host has to say, and never comes of having said nothing. */
export class NoLogin extends IdentityResolver {
  resolve(): Promise<Identity> {
    return Promise.resolve(ANYBODY);
  }
}
