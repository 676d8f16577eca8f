import { Module } from '@nestjs/common';
import { optionsModule } from '../common/index.js';
import { coreModules } from './core-modules.js';
import { SingleMount } from './single-mount.js';
import { REPRISE_OPTIONS, REPRISE_RULES, type RepriseModuleOptions } from './reprise.options.js';
import { REPRISE_SHAPE, type RepriseShape, SHAPE_RULES } from './reprise.shape.js';

/**
 * The modules on which all feature modules build, in one import. For hosts that mount only some feature modules.
 *
 * ```ts
 * const core = RepriseCoreModule.forRoot({ claude: { apiKey }, identity: { identityResolver } });
 * imports: [core, AnalysisModule.forRoot({ imports: [core] })]
 * ```
 *
 * Its own routes, those of keys, budgets, preferences and holds, are served with `http: true`.
 */
@Module({})
export class RepriseCoreModule extends optionsModule<RepriseModuleOptions, Required<RepriseShape>>({
  token: REPRISE_OPTIONS,
  options: REPRISE_RULES,
  shape: SHAPE_RULES,
  usual: { ...REPRISE_SHAPE, http: false },
  define: (definition, shape) => {
    const { modules } = coreModules(definition, shape);
    return { module: definition.module, imports: modules, providers: [SingleMount], exports: modules };
  },
}) {}
