import { Module } from '@nestjs/common';
import { optionsModule } from '../common/index.js';
import { AnalysisModule } from '../analysis/index.js';
import { AuditRoutesModule } from '../audit/index.js';
import { ConversationsModule } from '../conversations/index.js';
import { ErasureModule, ExportModule, RetentionModule } from '../privacy/index.js';
import { UsageModule } from '../usage/index.js';
import { coreModules } from './core-modules.js';
import { SingleMount } from './single-mount.js';
import { REPRISE_OPTIONS, REPRISE_RULES, type RepriseModuleOptions } from './reprise.options.js';
import { REPRISE_SHAPE, type RepriseShape, SHAPE_RULES } from './reprise.shape.js';

/**
 * Reprise on a host's own DataSource, with all routes and all injectable services.
 *
 * ```ts
 * RepriseModule.forRootAsync({
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({
 *     claude: { apiKey: config.getOrThrow('ANTHROPIC_API_KEY') },
 *     identity: { identityResolver: (request) => whoIs(request) },
 *   }),
 * })
 * ```
 *
 * In addition to the options, it accepts a `RepriseShape`: `imports`, `dataSource`, `tablePrefix`, `http` and `prefix`.
 */
@Module({})
export class RepriseModule extends optionsModule<RepriseModuleOptions, Required<RepriseShape>>({
  token: REPRISE_OPTIONS,
  options: REPRISE_RULES,
  shape: SHAPE_RULES,
  usual: REPRISE_SHAPE,
  define: (definition, shape) => {
    const { asyncOptions, modules: core } = coreModules(definition, shape);
    const { http, prefix } = shape;
    const analysis = AnalysisModule.forRoot({ http, prefix, imports: core });
    const conversations = ConversationsModule.forRoot({ http, prefix, imports: core });
    const stored = [...core, analysis, conversations];
    const modules = [
      ...stored,
      UsageModule.forRoot({ http, prefix, imports: core }),
      AuditRoutesModule.forRoot({ http, prefix, imports: core }),
      ErasureModule.forRoot({ http, prefix, imports: stored }),
      ExportModule.forRoot({ http, prefix, imports: stored }),
      RetentionModule.forRootAsync(asyncOptions(({ retention = {} }) => retention, ...stored)),
    ];
    return { module: definition.module, imports: modules, providers: [SingleMount], exports: modules };
  },
}) {}
