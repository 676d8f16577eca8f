import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { AnalysisModule } from '../analysis/index.js';
import { AuditRoutesModule } from '../audit/index.js';
import { ConversationsModule } from '../conversations/index.js';
import { ErasureModule, ExportModule, RetentionModule } from '../people/index.js';
import { UsageModule } from '../usage/index.js';
import { coreRooms } from './core-rooms.js';
import { REPRISE_OPTIONS, type RepriseModuleOptions } from './reprise.options.js';
import { REPRISE_SHAPE } from './reprise.shape.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<RepriseModuleOptions>({
  optionsInjectionToken: REPRISE_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras(REPRISE_SHAPE, (definition, shape) => {
    const { late, rooms: core } = coreRooms(definition, shape);
    const { http, prefix } = shape;
    const analysis = AnalysisModule.forRoot({ http, prefix, imports: core });
    const conversations = ConversationsModule.forRoot({ http, prefix, imports: core });
    const stored = [...core, analysis, conversations];
    const rooms = [
      ...stored,
      UsageModule.forRoot({ http, prefix, imports: core }),
      AuditRoutesModule.forRoot({ http, prefix, imports: core }),
      ErasureModule.forRoot({ http, prefix, imports: stored }),
      ExportModule.forRoot({ http, prefix, imports: stored }),
      RetentionModule.forRootAsync(late(({ retention = {} }) => retention, ...stored)),
    ];
    return { module: definition.module, imports: rooms, exports: rooms };
  })
  .build();

/**
 * Reprise on a host's own DataSource: every route, every service to inject.
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
 * Beside the options it takes a `RepriseShape`: `imports`, `dataSource`, `tablePrefix`, `http` and `prefix`.
 */
@Module({})
export class RepriseModule extends ConfigurableModuleClass {}
