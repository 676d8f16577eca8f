import type { Identity } from '../common/index.js';
import type { HttpRequest } from './http-reply.js';

/** The port to whoever knows who is asking: our own keys and tokens, or a host's login. */
export abstract class IdentityResolver {
  /**
   * @throws UnauthenticatedError where nobody can tell
   * @throws another AppError where it cannot be found out at the moment
   */
  abstract resolve(request: HttpRequest): Promise<Identity>;
}
