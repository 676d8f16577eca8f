import type { OpenAPIObject } from '@nestjs/swagger';

const text = (description: string, example: string) => ({ description, example, schema: { type: 'string' as const } });

const HEADERS = {
  'RateLimit-Policy': text('Where requests are limited: how many, in how many seconds.', '"default";q=600;w=60'),
  RateLimit: text('Where requests are limited: how many are left, and for how many seconds.', '"default";r=599;t=60'),
};

/** The headers of a limit are on every answer of a route that has one, which is one that may answer 429. */
export function sayLimits(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const { responses = {} } of Object.values(path) as { responses?: Record<string, { headers?: object }> }[]) {
      if (!responses['429']) continue;
      for (const response of Object.values(responses)) response.headers = { ...response.headers, ...HEADERS };
    }
  }
  return document;
}
