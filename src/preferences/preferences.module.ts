import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { NoPreferences, PreferencesSource } from './preferences.source.js';
import { ShapeService } from './shape.service.js';

export interface PreferencesModuleShape {
  /** The Claude module, and what `source` needs. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Where standing preferences come from. @default nobody has any */
  readonly source?: Type<PreferencesSource>;
}

@Module({})
export class PreferencesModule {
  static register({ imports, source = NoPreferences }: PreferencesModuleShape): DynamicModule {
    return {
      module: PreferencesModule,
      imports,
      providers: [ShapeService, { provide: PreferencesSource, useClass: source }],
      exports: [ShapeService],
    };
  }
}
