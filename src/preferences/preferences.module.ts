import { type DynamicModule, Module, type ModuleMetadata, type Provider, type Type } from '@nestjs/common';
import { ErasablePreferences } from './erasable-preferences.js';
import { ExportablePreferences } from './exportable-preferences.js';
import { PreferencesController } from './http/preferences.controller.js';
import { PreferencesRepository } from './preferences.repository.js';
import { PreferencesService } from './preferences.service.js';
import { PreferencesSource } from './preferences.source.js';
import { ShapeService } from './shape.service.js';
import { StoredPreferences } from './stored-preferences.js';

export interface PreferencesModuleShape {
  /** The modules that provide time, the database and Claude; beside a `source` of the host's Claude, and what that needs. */
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /**
   * Where standing preferences come from, instead of Reprise's own table; `NoPreferences` for nowhere. Beside one there
   * are neither routes nor a `PreferencesService`: they would write what nobody reads.
   * @default the table
   */
  readonly source?: Type<PreferencesSource>;
  /** Whether to serve the routes; the service can be injected either way. @default true */
  readonly http?: boolean;
}

const TABLE: Provider[] = [
  ...[PreferencesRepository, PreferencesService, ExportablePreferences],
  { provide: PreferencesSource, useClass: StoredPreferences },
];

@Module({})
export class PreferencesModule {
  static register({ imports, source, http = true }: PreferencesModuleShape): DynamicModule {
    const own = source && [{ provide: PreferencesSource, useClass: source }];
    return {
      module: PreferencesModule,
      imports,
      controllers: http && !source ? [PreferencesController] : [],
      providers: [ShapeService, ErasablePreferences, ...(own ?? TABLE)],
      exports: [ShapeService, ErasablePreferences, ...(source ? [] : [PreferencesService, ExportablePreferences])],
    };
  }
}
