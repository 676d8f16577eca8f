import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { type Environment, readStoreSettings } from '../app/index.js';
import { UsageRepository } from '../journal/index.js';
import { toUsageResponse, UsageService } from '../usage/index.js';
import type { Answer } from './answer.js';
import { withStore } from './store.context.js';
import { table } from './table.js';

export interface UsageOptions {
  readonly tenant: string;
  readonly user?: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly groupBy?: 'day' | 'model' | 'user' | 'kind';
}

/** Reads the ledger only, so it needs neither Claude nor leases. */
@Module({})
class UsageReportModule {
  static on(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return { module: UsageReportModule, imports, providers: [UsageService, UsageRepository] };
  }
}

export async function reportUsage(environment: Environment, options: UsageOptions): Promise<Answer> {
  const { tenant, user = null, ...query } = options;
  const report = await withStore(
    readStoreSettings(environment),
    (imports) => UsageReportModule.on(imports),
    (context) => context.get(UsageService).report({ tenantId: tenant, userId: user }, query),
  );
  const document = toUsageResponse(report);
  const { data, has_more, ...totals } = document;
  const lines = Object.entries(totals).map(([name, value]) => [name, format(value)]);
  const rows = data.map((group) => Object.values(group).map(format));
  const groups = rows.length === 0 ? '' : `\n\n${table([Object.keys(data[0] ?? {}), ...rows])}`;
  return { document, text: `${table(lines)}${groups}${has_more ? '\n… and more groups: use a shorter period' : ''}` };
}

/** Unknown values are shown as a dash. */
function format(value: string | number | boolean | null | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}
