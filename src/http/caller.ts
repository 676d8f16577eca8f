import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Identity, type Owner, type AccessScope, UserNotFoundError } from '../common/index.js';
import { identityOf, loggedInAs } from './identity.guard.js';

/** Who is asking, and whose things it may name. */
export interface Caller {
  readonly identity: Identity;
  readonly scope: AccessScope;
  /** Whether it has said who it is; not with AUTH_MODE=none. */
  readonly isLoggedIn: boolean;
  /** The owner a route names by its `user_id`. @throws UserNotFoundError for a user that the caller does not reach */
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
