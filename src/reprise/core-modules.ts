import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { BudgetsModule } from '../budgets/index.js';
import { CacheModule } from '../cache/index.js';
import { LocksModule } from '../locks/index.js';
import { ClaudeModule } from '../claude/index.js';
import { CommonModule } from '../common/index.js';
import { CompletionsModule } from '../completions/index.js';
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
type AsyncOptionsFactory = <T>(
  pick: (options: RepriseModuleOptions) => T,
  ...imports: Imports
) => {
  imports: Imports;
  inject: symbol[];
  useFactory: (options: RepriseModuleOptions) => T;
};

export interface CoreModules {
  readonly modules: DynamicModule[];
  readonly asyncOptions: AsyncOptionsFactory;
}

/**
 * Composes all modules below analyses and conversations.
 * @param definition provides the options
 */
export function coreModules(definition: DynamicModule, shape: Required<RepriseShape>): CoreModules {
  const { dataSource, tablePrefix, http, prefix } = shape;
  const hostImports = shape.imports ?? [];
  const asyncOptions = asyncOptionsFactory(definition, hostImports);
  const routes = { http, prefix };
  const common = CommonModule.forRootAsync(asyncOptions(({ clock, logger }) => ({ clock, logger })));
  const store = [common, DatabaseModule.using(dataSource, { tablePrefix, imports: hostImports })];
  const audit = AuditModule.forRootAsync(asyncOptions(({ audit = {} }) => audit, ...store));
  const encryption = EncryptionModule.forRootAsync(asyncOptions(({ encryption = {} }) => encryption, ...store));
  const claude = ClaudeModule.forRootAsync(asyncOptions(({ claude }) => claude, common));
  const limits = RateLimitsModule.forRootAsync(asyncOptions(({ limits = {} }) => limits, ...store));
  const identityOptions = asyncOptions(({ identity = {} }) => identity, ...store, audit, limits);
  const identity = IdentityModule.forRootAsync({ ...identityOptions, ...routes });
  const base = [...store, audit, identity, limits];
  const holds = HoldsModule.forRoot({ ...routes, imports: base });
  const budgets = BudgetsModule.forRoot({ ...routes, imports: base, spend: JournalSpend });
  const preferences = PreferencesModule.forRoot({ ...routes, imports: [...base, encryption, claude] });
  const journal = JournalModule.forRootAsync(asyncOptions(({ leaseMs }) => ({ leaseMs }), ...store, claude, budgets));
  const locks = LocksModule.forRootAsync(asyncOptions(({ leaseMs }) => ({ leaseMs }), ...store, encryption));
  const cache = CacheModule.forRootAsync(asyncOptions(({ cache = {} }) => cache, common, encryption));
  const completions = CompletionsModule.forRoot({ imports: [...base, encryption, journal, locks] });
  return {
    asyncOptions,
    modules: [...base, encryption, claude, holds, budgets, journal, locks, completions, cache, preferences],
  };
}

function asyncOptionsFactory(definition: DynamicModule, hostImports: Imports): AsyncOptionsFactory {
  const options: DynamicModule = {
    ...definition,
    module: RepriseOptionsModule,
    imports: [...new Set([...(definition.imports ?? []), ...hostImports])],
    exports: [REPRISE_OPTIONS],
  };
  return (pick, ...imports) => ({ imports: [options, ...imports], inject: [REPRISE_OPTIONS], useFactory: pick });
}
