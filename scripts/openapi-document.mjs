// The OpenAPI document of the built service, for the scripts that read it.
import 'reflect-metadata';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { readSettings } = require('../dist/app/app.env.js');
const { createApp } = require('../dist/app/create-app.js');
const { createDocument } = require('../dist/app/openapi.js');

/** Never asked: the document says only that a token has to be presented. */
const LOGIN_SERVER = {
  AUTH_JWKS_URL: 'https://login.example.com/keys',
  AUTH_ISSUER: 'https://login.example.com/',
  AUTH_AUDIENCE: 'reprise',
};

/** @param mode of authentication; with `none` the document says that nothing has to be presented */
export async function documentOfService(mode = 'api-key') {
  const settings = readSettings({
    DATABASE_URL: 'sqlite::memory:',
    ANTHROPIC_API_KEY: 'not-a-key',
    LOG_LEVEL: 'error',
    AUTH_MODE: mode,
    ...(mode === 'jwt' && LOGIN_SERVER),
  });
  const app = await createApp(settings);
  try {
    await app.init();
    return createDocument(app);
  } finally {
    await app.close();
  }
}
