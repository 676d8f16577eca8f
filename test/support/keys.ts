import { ApiKeysService, type NewApiKey } from '../../src/identity/index.js';
import type { Service } from './service.js';

export interface TestKey {
  readonly id: string;
  readonly key: string;
}

/** A key as the operator's command line makes it. @param tenant of it, that of the test unless told otherwise */
export async function makeKey(
  service: Service,
  role: NewApiKey['role'],
  { tenant = service.tenant ?? 'acme', ...asked }: Partial<NewApiKey> & { readonly tenant?: string } = {},
): Promise<TestKey> {
  const { key, row } = await service.app.get(ApiKeysService, { strict: false }).create(tenant, { role, ...asked });
  return { id: row.id, key };
}
