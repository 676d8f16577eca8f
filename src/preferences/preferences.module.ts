import { Module, type Provider, type Type } from '@nestjs/common';
import { requireTables } from '../database/index.js';
import { UserPreferences } from './entities/user-preferences.entity.js';
import { classOf, options, optionsModule } from '../common/index.js';
import { ROUTES_RULES, ROUTES_SHAPE, type RoutesShape, withRoutes } from '../http/index.js';
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
   * The host's own source of preferences, instead of Reprise's table; `NoPreferences` for none. With it there are
   * neither routes nor a `PreferencesService`, because they would write preferences that are never read.
   * @default the table
   */
  readonly source?: Type<PreferencesSource> | undefined;
}

const SHAPE: PreferencesModuleShape = { ...ROUTES_SHAPE, source: undefined };

const TABLE: Provider[] = [
  PreferencesRepository,
  PreferencesService,
  ExportablePreferences,
  { provide: PreferencesSource, useClass: StoredPreferences },
];

/**
 * Manages the preferences of users. Its `imports` must include the common, the database, the encryption, the audit, the
 * identity and the Claude module.
 */
@Module({
  providers: [requireTables([UserPreferences]), ShapeService, ErasablePreferences],
  exports: [ShapeService, ErasablePreferences],
})
export class PreferencesModule extends optionsModule<object, PreferencesModuleShape>({
  options: options({}),
  shape: { ...ROUTES_RULES, source: classOf('PreferencesSource') },
  usual: SHAPE,
  define: (definition, { source, ...routes }) => {
    const own = source && [{ provide: PreferencesSource, useClass: source }];
    const routed = withRoutes(definition, routes, source ? [] : [PreferencesController]);
    return {
      ...routed,
      providers: [...(routed.providers ?? []), ...(own ?? TABLE)],
      exports: source ? [] : [PreferencesService, ExportablePreferences],
    };
  },
}) {}
