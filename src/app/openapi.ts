import type { INestApplication } from '@nestjs/common';
import * as swagger from '@nestjs/swagger';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity/index.js';
import { describeTo } from '../openapi/index.js';
import { describeAuditRecords } from './openapi-audit.js';
import { describeRateLimits } from './openapi-rate-limits.js';
import { describeSecurity } from './openapi-security.js';
import { VERSION } from './version.js';

const DESCRIPTION = `A system of record in front of Claude. Every analysis is stored, and an identical request is answered
from the store instead of being billed twice. Conversations are stored as threads with their full context.

Times are ISO 8601 in UTC, ids are UUIDv7, amounts of money are decimal strings in US dollars. Errors are RFC 9457 problems
with a stable \`code\`. Every response has an \`X-Request-Id\` header; send your own id to find a request in the log.
Responses to requests that can change data name their audit record in the \`Reprise-Audit-Id\` header.

To begin, try **analyze** twice with the same body: the second answer is a replay with \`cached: true\`.

For a conversation, call **begin a conversation** and use its id in **say something**. To branch, send the id of an answer as
\`parent_id\`.`;

export function createDocument(app: INestApplication): swagger.OpenAPIObject {
  describeTo(swagger);
  const config = new swagger.DocumentBuilder()
    .setTitle('Reprise')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addTag('analyses', 'Let Claude analyze texts; read and delete the results.')
    .addTag('conversations', 'Threads with their full context, branches and forks.')
    .addTag('preferences', 'Defaults for all calls of a user.')
    .addTag('keys', 'API keys of a tenant, for its administrators.')
    .addTag('budgets', 'Spending limits of a user and of the whole tenant, per day and per month.')
    .addTag('people', 'All data of a user: legal holds, export, erasure.')
    .addTag('usage', 'Billed calls and replays, by day, model, user and kind.')
    .addTag('audit', 'The audit trail: its records, its verification and its export.')
    .addTag('operations', 'Probes and metrics, for operators.')
    .build();
  const { mode = 'none' } = app.get<IdentityModuleOptions>(IDENTITY_OPTIONS, { strict: false });
  const document = joinHistoryPaths(swagger.SwaggerModule.createDocument(app, config));
  return describeSecurity(describeAuditRecords(describeRateLimits(document)), mode);
}

/**
 * Joins `GET /history/{user_id}` and `DELETE /history/{id}` to one path. OpenAPI considers paths identical that differ only
 * in the names of their parameters, and does not allow both in one document.
 */
function joinHistoryPaths(document: swagger.OpenAPIObject): swagger.OpenAPIObject {
  const { '/history/{user_id}': users, '/history/{id}': results, ...paths } = document.paths;
  if (!results?.delete) return document;
  const description = 'The id of the **result** to delete. (In `GET`, this parameter is the id of a user.)';
  const parameters = results.delete.parameters?.map((parameter) => ({ ...parameter, name: 'user_id', description }));
  return {
    ...document,
    paths: { ...paths, '/history/{user_id}': { ...users, delete: { ...results.delete, parameters } } },
  };
}
