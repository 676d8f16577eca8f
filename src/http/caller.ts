import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Identity, type Owner, type AccessScope, UserNotFoundError } from '../common/index.js';
import { identityOf, loggedInAs } from './identity.guard.js';

/** The caller of a request and the resources it may access. */
export interface Caller {
  readonly identity: Identity;
  readonly scope: AccessScope;
  /** Whether the caller authenticated. Always `false` with AUTH_MODE=none. */
  readonly isLoggedIn: boolean;
  /** The owner named by the route's `user_id`. @throws UserNotFoundError if the caller may not access that user */
  as(userId: string): Owner;
}

export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest()),
);

function callerOf(request: object): Caller {
  const identity = identityOf(request);
  const { tenantId, userId: own } = identity;
  const as = (userId: string): Owner => {
    if (own !== null && own !== userId) throw new UserNotFoundError();
    return { tenantId, userId };
  };
  return { identity, scope: { tenantId, userId: own }, isLoggedIn: loggedInAs(request) !== undefined, as };
}
