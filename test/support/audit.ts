import { DatabaseAuditTrail } from '../../src/audit/index.js';
import { rows } from './rows.js';
import type { Service } from './service.js';

/** A record as it stands in the table. */
export interface AuditRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor_role: string | null;
  readonly actor_key_id: string | null;
  readonly actor_subject: string | null;
  readonly actor_address: string | null;
  readonly request_id: string | null;
  readonly user_id: string | null;
  readonly subject_id: string | null;
  readonly call_ids: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly sent_digest: string | null;
  readonly received_digest: string | null;
  readonly salt: string | null;
}

/** Every record of the service's database so far, in the order of their ids. */
export async function records({ app, database }: Pick<Service, 'app' | 'database'>): Promise<AuditRow[]> {
  await app.get(DatabaseAuditTrail, { strict: false }).flush();
  return recordsIn(database);
}

/** The same of what is committed, without waiting for what is still to be. */
export async function recordsIn(database: Service['database']): Promise<AuditRow[]> {
  const found = (await rows(database, 'SELECT * FROM audit_events ORDER BY id')) as unknown as StoredRow[];
  return found.map((row) => ({
    ...row,
    call_ids: JSON.parse(row.call_ids) as string[],
    detail: JSON.parse(row.detail) as AuditRow['detail'],
  }));
}

/** What the work has left in the trail, besides what the work gives. */
export async function recorded<T>(
  service: Pick<Service, 'app' | 'database'>,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly left: AuditRow[] }> {
  const before = new Set((await records(service)).map(({ id }) => id));
  const value = await work();
  return { value, left: (await records(service)).filter(({ id }) => !before.has(id)) };
}

type StoredRow = Omit<AuditRow, 'call_ids' | 'detail'> & { readonly call_ids: string; readonly detail: string };
