import { ConfigurableModuleBuilder, Module, type ModuleMetadata } from '@nestjs/common';
import { CACHE_OPTIONS, type CacheModuleOptions } from './cache.options.js';
import { CacheService } from './cache.service.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<CacheModuleOptions>({
  optionsInjectionToken: CACHE_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras({ imports: [] as ModuleMetadata['imports'] }, (definition, { imports = [] }) => ({
    ...definition,
    imports: [...(definition.imports ?? []), ...imports],
  }))
  .build();

/** Needs a module that provides `Clock` among its imports: `CommonModule.using()`. */
@Module({ providers: [CacheService], exports: [CacheService] })
export class CacheModule extends ConfigurableModuleClass {}
