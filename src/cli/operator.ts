import { actingAs, type Identity } from '../common/index.js';

/** Whoever has the service's settings and a shell: nobody that Reprise knows, and more than any administrator. */
const OPERATOR: Identity = { tenantId: '', subject: 'operator', role: 'admin', userId: null, keyId: null };

/** Runs what a command is about in the operator's name, who has neither an address nor a request. */
export function asOperator<T>(work: () => T): T {
  return actingAs({ identity: OPERATOR, address: null, requestId: null }, work);
}
