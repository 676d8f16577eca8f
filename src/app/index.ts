export {
  EnvironmentError,
  inspectSettings,
  readDatabaseSettings,
  readSettings,
  readStoreSettings,
  type Settings,
  type StoreSettings,
} from './app.env.js';
export { type Environment } from './env-reader.js';
export { reasonOf } from './explain.js';
export { insecureFileWarnings } from './file-modes.js';
export { VERSION } from './version.js';
