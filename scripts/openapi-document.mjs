// The OpenAPI document of the built service, for the scripts that read it.
import 'reflect-metadata';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { readSettings } = require('../dist/app/app.env.js');
const { createApp } = require('../dist/app/create-app.js');
const { createDocument } = require('../dist/app/openapi.js');

export async function documentOfService() {
  const settings = readSettings({
    DATABASE_URL: 'sqlite::memory:',
    ANTHROPIC_API_KEY: 'not-a-key',
    LOG_LEVEL: 'error',
    // With `none` nothing has to be presented, and the document says nothing about it.
    AUTH_MODE: 'api-key',
  });
  const app = await createApp(settings);
  try {
    await app.init();
    return createDocument(app);
  } finally {
    await app.close();
  }
}
