export { CallOptionsRequest } from './dto/call-options.request.js';
export { PreferencesModule, type PreferencesModuleShape } from './preferences.module.js';
export { type Preferences, PreferencesSource } from './preferences.source.js';
export { type CallShape, ShapeService } from './shape.service.js';
