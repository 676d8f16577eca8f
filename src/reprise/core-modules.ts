import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { BudgetsModule } from '../budgets/index.js';
import { CacheModule } from '../cache/index.js';
import { LocksModule } from '../locks/index.js';
import { ClaudeModule } from '../claude/index.js';
import { CommonModule } from '../common/index.js';
import { DatabaseModule } from '../database/index.js';
import { EncryptionModule } from '../encryption/index.js';
import { HoldsModule } from '../holds/index.js';
import { IdentityModule } from '../identity/index.js';
import { JournalModule, JournalSpend } from '../journal/index.js';
import { RateLimitsModule } from '../rate-limits/index.js';
import { PreferencesModule } from '../preferences/index.js';
import { REPRISE_OPTIONS, type RepriseModuleOptions } from './reprise.options.js';
import type { RepriseShape } from './reprise.shape.js';

/** Provides the options of one mount to the modules of that mount only. */
@Module({})
class RepriseOptionsModule {}

type Imports = NonNullable<ModuleMetadata['imports']>;

/** Creates the async options of a module from the options of the mount. */
type Late = <T>(
  pick: (options: RepriseModuleOptions) => T,
  ...imports: Imports
) => {
  imports: Imports;
  inject: symbol[];
  useFactory: (options: RepriseModuleOptions) => T;
};

export interface CoreModules {
  readonly modules: DynamicModule[];
  readonly late: Late;
}

/**
 * Composes all modules below analyses and conversations.
 * @param definition provides the options
 */
export function coreModules(definition: DynamicModule, shape: Required<RepriseShape>): CoreModules {
  const { dataSource, tablePrefix, http, prefix } = shape;
  const hosts = shape.imports ?? [];
  const late = lateOptions(definition, hosts);
  const routes = { http, prefix };
  const common = CommonModule.forRootAsync(late(({ clock, logger }) => ({ clock, logger })));
  const store = [common, DatabaseModule.using(dataSource, { tablePrefix, imports: hosts })];
  const audit = AuditModule.forRootAsync(late(({ audit = {} }) => audit, ...store));
  const encryption = EncryptionModule.forRootAsync(late(({ encryption = {} }) => encryption, ...store));
  const claude = ClaudeModule.forRootAsync(late(({ claude }) => claude, common));
  const limits = RateLimitsModule.forRootAsync(late(({ limits = {} }) => limits, ...store));
  const identityOptions = late(({ identity = {} }) => identity, ...store, audit, limits);
  const identity = IdentityModule.forRootAsync({ ...identityOptions, ...routes });
  const below = [...store, audit, identity, limits];
  const holds = HoldsModule.forRoot({ ...routes, imports: below });
  const budgets = BudgetsModule.forRoot({ ...routes, imports: below, spend: JournalSpend });
  const preferences = PreferencesModule.forRoot({ ...routes, imports: [...below, encryption, claude] });
  const journal = JournalModule.forRootAsync(late(({ leaseMs }) => ({ leaseMs }), ...store, claude, budgets));
  const locks = LocksModule.forRootAsync(late(({ leaseMs }) => ({ leaseMs }), ...store, encryption));
  const cache = CacheModule.forRootAsync(late(({ cache = {} }) => cache, common, encryption));
  return { late, modules: [...below, encryption, claude, holds, budgets, journal, locks, cache, preferences] };
}

function lateOptions(definition: DynamicModule, hosts: Imports): Late {
  const options: DynamicModule = {
    ...definition,
    module: RepriseOptionsModule,
    imports: [...new Set([...(definition.imports ?? []), ...hosts])],
    exports: [REPRISE_OPTIONS],
  };
  return (pick, ...imports) => ({ imports: [options, ...imports], inject: [REPRISE_OPTIONS], useFactory: pick });
}
