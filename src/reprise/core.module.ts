import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { coreRooms } from './core-rooms.js';
import { REPRISE_OPTIONS, type RepriseModuleOptions } from './reprise.options.js';
import { REPRISE_SHAPE } from './reprise.shape.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<RepriseModuleOptions>({
  optionsInjectionToken: REPRISE_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras({ ...REPRISE_SHAPE, http: false }, (definition, shape) => {
    const { rooms } = coreRooms(definition, shape);
    return { module: definition.module, imports: rooms, exports: rooms };
  })
  .build();

/**
 * Everything that a feature module builds on, in one import: for hosts that mount some of them and not all.
 *
 * ```ts
 * const core = RepriseCoreModule.forRoot({ claude: { apiKey }, identity: { identityResolver } });
 * imports: [core, AnalysisModule.forRoot({ imports: [core] })]
 * ```
 *
 * Its own routes are those of keys, budgets, preferences and holds; they are served with `http: true`.
 */
@Module({})
export class RepriseCoreModule extends ConfigurableModuleClass {}
