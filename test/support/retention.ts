import { DataSource } from 'typeorm';
import { lowestIdAt } from '../../src/common/index.js';
import { RetentionService } from '../../src/privacy/index.js';
import { MetricsController } from '../../src/app/metrics.controller.js';
import type { Service } from './service.js';

export const DAY_MS = 86_400_000;

/** One round of the retention, which its own timer would begin every minute. */
export function expire({ app }: Pick<Service, 'app'>): Promise<void> {
  return app.get(RetentionService, { strict: false }).round();
}

/** As many results as that of one user, at the service's time, past the service. */
export async function manyResults(
  { app, clock }: Pick<Service, 'app' | 'clock'>,
  like: string,
  {
    userId,
    count,
    tenantId = 'default',
  }: { readonly userId: string; readonly count: number; readonly tenantId?: string },
): Promise<void> {
  const dataSource = app.get(DataSource);
  const [row] = await dataSource.query<object[]>(`SELECT * FROM results WHERE id = '${like}'`);
  const floor = lowestIdAt(clock.now()).slice(0, 24);
  const created_at = clock.now().toISOString();
  const names = Object.keys({ ...row });
  for (let start = 0; start < count; start += 500) {
    const some = Array.from({ length: Math.min(count - start, 500) }, (_, index) => {
      const id = `${floor}${(start + index + 1).toString(16).padStart(12, '0')}`;
      return { ...row, id, user_id: userId, tenant_id: tenantId, created_at, cache_key: null };
    });
    const values = some.map((one) => `(${names.map((name) => literal((one as never)[name])).join(', ')})`);
    await dataSource.query(`INSERT INTO results (${names.join(', ')}) VALUES ${values.join(', ')}`);
  }
}

/** What Prometheus would read of the retention. */
export async function retentionMetrics({ app }: Pick<Service, 'app'>): Promise<string[]> {
  const text = await app.get(MetricsController, { strict: false }).read();
  return text.split('\n').filter((line) => line.startsWith('reprise_retention_'));
}

function literal(value: unknown): string {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
