import { ConfigurableModuleBuilder, type ModuleMetadata } from '@nestjs/common';

/**
 * What a module with options extends: it has `forRoot` and `forRootAsync`, and `imports` brings the rooms it builds on.
 * @param token under which the room injects its options
 */
export function roomModule<Options>(token: symbol) {
  const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<Options>({ optionsInjectionToken: token })
    .setClassMethodName('forRoot')
    .setExtras<Pick<ModuleMetadata, 'imports'>>({ imports: [] }, (definition, { imports = [] }) => ({
      ...definition,
      // `forRootAsync` has put the same modules there already.
      imports: [...new Set([...(definition.imports ?? []), ...imports])],
    }))
    .build();
  return ConfigurableModuleClass;
}
