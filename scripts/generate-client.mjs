// Writes the types of reprise/client from the OpenAPI document of the built service: `npm run client`.
// With --check nothing is written: it fails when the document says something else than what is there.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { documentOfService } from './openapi-document.mjs';

const TARGET = new URL('../src/client/schema.ts', import.meta.url);
const HEADER = '// Generated from the OpenAPI document by `npm run client`; not to be edited.\n\n';

const document = JSON.parse(JSON.stringify(await documentOfService()), forFetch);
// What has a default need not be sent.
const options = { alphabetize: true, defaultNonNullable: false };
const types = HEADER + astToString(await openapiTS(document, options));
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, types);
} else if (readFileSync(TARGET, 'utf8') !== types) {
  console.error('src/client/schema.ts is not what the OpenAPI document says: run `npm run client`');
  process.exitCode = 1;
}

/** Leaves out what types of calls with fetch have no use for. */
function forFetch(key, value) {
  // A header is a string, by its name; typed they would be two thirds of the file.
  if (key === 'headers') return undefined;
  // An answer as events, beside the same one as JSON: src/client/events.ts has their types.
  if (key === '2XX') return undefined;
  return value;
}
