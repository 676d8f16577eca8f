import type { OpenAPIObject } from '@nestjs/swagger';

interface Operation {
  readonly responses?: Record<string, { headers?: object }>;
}

const HEADERS = {
  'Reprise-Audit-Id': {
    description:
      'The record of this request in the audit trail, at `/audit/{id}`: of what it changed, or of how it failed. ' +
      'A stream names it before it ends. Without it where the trail is off.',
    example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69',
    schema: { type: 'string' as const, format: 'uuid' },
  },
};

const CHANGES = ['post', 'put', 'patch', 'delete'];
/** Who is not known, what cannot be read, and what comes too often is not recorded. */
const UNRECORDED: ReadonlySet<string> = new Set(['400', '401', '413', '415', '429']);

/** Whatever may change something names its record in its answer. */
export function sayRecords(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const [method, { responses = {} }] of Object.entries(path) as [string, Operation][]) {
      if (!CHANGES.includes(method)) continue;
      for (const [status, response] of Object.entries(responses)) {
        if (!UNRECORDED.has(status)) response.headers = { ...response.headers, ...HEADERS };
      }
    }
  }
  return document;
}
