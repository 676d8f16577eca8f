import type { User } from '@helpdesk/desk';
import { type Acting, type HttpRequest, type Identity, UnauthenticatedError } from 'reprise';
import type { DeskRequest } from './login.guard.js';

/** For Reprise's routes: the desk's login, in Reprise's words. The guard has been there before, or nobody gets in. */
export async function whoIs(request: HttpRequest): Promise<Identity> {
  const { user } = request as HttpRequest & Partial<Pick<DeskRequest, 'user'>>;
  if (!user) throw new UnauthenticatedError();
  return identityOf(user);
}

/** For the desk's own routes that call Reprise's services: what the audit trail says of who asked. */
export function actingOf({ user, ip }: DeskRequest): Acting {
  return { identity: identityOf(user), address: ip ?? null, requestId: null };
}

/** An admin reaches every user of its tenant, an agent itself. */
function identityOf({ tenantId, name, role }: User): Identity {
  const reach = role === 'admin' ? { role, userId: null } : { role: 'user' as const, userId: name };
  return { tenantId, subject: name, keyId: null, ...reach };
}
