export { CallOptionsRequest } from './dto/call-options.request.js';
export { PreferencesChangedError } from './preferences.errors.js';
export { PreferencesModule, type PreferencesModuleShape } from './preferences.module.js';
export { type KeptPreferences, PreferencesService } from './preferences.service.js';
export { NoPreferences, type Preferences, PreferencesSource } from './preferences.source.js';
export { type AskedShape, type CallShape, type Shaped, ShapeService } from './shape.service.js';
export { ErasablePreferences } from './erasable-preferences.js';
export { ExportablePreferences } from './exportable-preferences.js';
export { SEALABLE_PREFERENCES } from './protected-preferences.js';
