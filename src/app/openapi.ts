import type { INestApplication } from '@nestjs/common';
import * as swagger from '@nestjs/swagger';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity/index.js';
import { describeTo } from '../openapi/index.js';
import { sayRecords } from './openapi-audit.js';
import { sayLimits } from './openapi-rate-limits.js';
import { secured } from './openapi-security.js';
import { VERSION } from './version.js';

const DESCRIPTION = `The system of record in front of Claude: every analysis is stored, and the same question is answered
from the store instead of being paid for twice; conversations are kept as threads with their full context.

Times are ISO 8601 in UTC, ids are UUIDv7, money is a decimal string in US dollars. Errors are RFC 9457 problems with a
stable \`code\`. Every answer carries \`X-Request-Id\`; give your own to find a request in the log.
Whatever may change something names its record in the audit trail: \`Reprise-Audit-Id\`.

Start with **analyze**: try it out, execute it, then execute it again: the second answer is a replay, \`cached: true\`.

For a thread, **begin a conversation**, put its id into **say something**, and again; an answer's id as \`parent_id\` branches.`;

export function createDocument(app: INestApplication): swagger.OpenAPIObject {
  describeTo(swagger);
  const config = new swagger.DocumentBuilder()
    .setTitle('Reprise')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addTag('analyses', 'Ask Claude about a text, read what was answered, delete it.')
    .addTag('conversations', 'Threads with their full context, branches and forks.')
    .addTag('preferences', 'What holds for every call made for a user.')
    .addTag('keys', 'API keys of a tenant, for its administrators.')
    .addTag('budgets', 'What may be spent by a user, and by all of them, in a day or a month.')
    .addTag('people', 'What is held about a user: legal holds, export, erasure.')
    .addTag('usage', 'What was billed and what was served, by day, model, user and kind.')
    .addTag('audit', 'Who did what, when; what proves it, and the export of it.')
    .addTag('operations', 'Probes and metrics, for operators.')
    .build();
  const { mode = 'none' } = app.get<IdentityModuleOptions>(IDENTITY_OPTIONS, { strict: false });
  return secured(sayRecords(sayLimits(joinHistoryPaths(swagger.SwaggerModule.createDocument(app, config)))), mode);
}

/**
 * `GET /history/{user_id}` and `DELETE /history/{id}` are one path to OpenAPI, which tells paths apart by their fixed
 * parts only; a document with both would not be valid.
 */
function joinHistoryPaths(document: swagger.OpenAPIObject): swagger.OpenAPIObject {
  const { '/history/{user_id}': users, '/history/{id}': results, ...paths } = document.paths;
  if (!results?.delete) return document;
  const description = 'The id of the **result** to delete. (In `GET` this place names a user.)';
  const parameters = results.delete.parameters?.map((parameter) => ({ ...parameter, name: 'user_id', description }));
  return {
    ...document,
    paths: { ...paths, '/history/{user_id}': { ...users, delete: { ...results.delete, parameters } } },
  };
}
