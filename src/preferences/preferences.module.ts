import { ConfigurableModuleBuilder, Module, type Provider, type Type } from '@nestjs/common';
import { ROUTES_SHAPE, type RoutesShape, withRoutes } from '../http/index.js';
import { ErasablePreferences } from './erasable-preferences.js';
import { ExportablePreferences } from './exportable-preferences.js';
import { PreferencesController } from './http/preferences.controller.js';
import { PreferencesRepository } from './preferences.repository.js';
import { PreferencesService } from './preferences.service.js';
import { PreferencesSource } from './preferences.source.js';
import { ShapeService } from './shape.service.js';
import { StoredPreferences } from './stored-preferences.js';

export interface PreferencesModuleShape extends RoutesShape {
  /**
   * Where standing preferences come from, instead of Reprise's own table; `NoPreferences` for nowhere. Beside one there
   * are neither routes nor a `PreferencesService`: they would write what nobody reads.
   * @default the table
   */
  readonly source?: Type<PreferencesSource> | undefined;
}

const SHAPE: PreferencesModuleShape = { ...ROUTES_SHAPE, source: undefined };

const TABLE: Provider[] = [
  ...[PreferencesRepository, PreferencesService, ExportablePreferences],
  { provide: PreferencesSource, useClass: StoredPreferences },
];

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<object>()
  .setClassMethodName('forRoot')
  .setExtras(SHAPE, (definition, { source, ...routes }) => {
    const own = source && [{ provide: PreferencesSource, useClass: source }];
    return {
      ...withRoutes(definition, routes, source ? [] : [PreferencesController]),
      providers: [...(definition.providers ?? []), ...(own ?? TABLE)],
      exports: source ? [] : [PreferencesService, ExportablePreferences],
    };
  })
  .build();

/** Its `imports` have to bring the common, the database, the encryption, the audit, the identity and the Claude module. */
@Module({ providers: [ShapeService, ErasablePreferences], exports: [ShapeService, ErasablePreferences] })
export class PreferencesModule extends ConfigurableModuleClass {}
