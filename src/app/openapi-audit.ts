import type { OpenAPIObject } from '@nestjs/swagger';

interface Operation {
  readonly responses?: Record<string, { headers?: object }>;
}

const HEADERS = {
  'Reprise-Audit-Id': {
    description:
      'The id of the audit record of this request, which describes the change or the failure: `GET /audit/{id}`. ' +
      'For a stream, the record is stored when it ends. Missing if the audit trail is off.',
    example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69',
    schema: { type: 'string' as const, format: 'uuid' },
  },
};

const CHANGING_METHODS = ['post', 'put', 'patch', 'delete'];
/** Responses to requests that are not recorded: unauthenticated, unreadable or rate-limited ones. */
const UNRECORDED: ReadonlySet<string> = new Set(['400', '401', '413', '415', '429']);

/** Adds the `Reprise-Audit-Id` header to the responses of all operations that can change data. */
export function describeAuditRecords(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const [method, { responses = {} }] of Object.entries(path) as [string, Operation][]) {
      if (!CHANGING_METHODS.includes(method)) continue;
      for (const [status, response] of Object.entries(responses)) {
        if (!UNRECORDED.has(status)) response.headers = { ...response.headers, ...HEADERS };
      }
    }
  }
  return document;
}
