import { ErasureService } from '../../src/privacy/index.js';
import { SealerService } from '../../src/audit/index.js';
import type { Service } from './service.js';

export interface ErasureJson {
  readonly id: string;
  readonly user_id: string | null;
  readonly status: 'pending' | 'erased' | 'closed';
  readonly requested_at: string;
  readonly erased_at: string | null;
  readonly closed_at: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly audit_id: string | null;
}

/** Erases a user and gives the receipt. */
export async function erase(service: Service, user = 'alice'): Promise<ErasureJson> {
  return (await service.call('DELETE', `/users/${user}`).expect(200)).body;
}

export async function erasure(service: Service, id: string): Promise<ErasureJson> {
  return (await service.call('GET', `/erasures/${id}`).expect(200)).body;
}

/** A round of the background. */
export function look({ app }: Pick<Service, 'app'>): Promise<void> {
  return app.get(ErasureService, { strict: false }).round();
}

export function seal({ app }: Pick<Service, 'app'>): Promise<void> {
  return app.get(SealerService, { strict: false }).seal();
}

/** Lets the time pass after which nothing can come too late. */
export async function close(service: Service): Promise<void> {
  await look(service);
  service.clock.advance(61_000);
  await seal(service);
  await look(service);
}
