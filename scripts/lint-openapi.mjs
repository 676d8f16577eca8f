// Lints the OpenAPI document of the built service against Redocly's recommended rules. Errors fail, warnings are shown.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { createConfig, formatProblems, getTotals, lintFromString } from '@redocly/openapi-core';

const require = createRequire(import.meta.url);
const { readSettings } = require('../dist/app/app.env.js');
const { createApp } = require('../dist/app/create-app.js');
const { createDocument } = require('../dist/app/openapi.js');

/** Probes and metrics take no input, so a client cannot get anything wrong: they have no 4xx to document. */
const TAKES_NO_INPUT = /^#\/paths\/~1(health~1|metrics)/;

function makesSense({ ruleId, location: [place] }) {
  return !(ruleId === 'operation-4xx-response' && TAKES_NO_INPUT.test(place?.pointer ?? ''));
}

async function documentOfService() {
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

const source = JSON.stringify(await documentOfService(), null, 2);
const config = await createConfig({ extends: ['recommended'] });
const problems = (await lintFromString({ source, absoluteRef: 'openapi.json', config })).filter(makesSense);
const totals = getTotals(problems);
if (problems.length > 0) formatProblems(problems, { format: 'stylish', totals, version: '' });
console.log(
  `openapi.json: ${Object.keys(JSON.parse(source).paths).length} paths, ${totals.errors} errors, ${totals.warnings} warnings`,
);
process.exitCode = totals.errors > 0 ? 1 : 0;
