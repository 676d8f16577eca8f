import type { OpenAPIObject } from '@nestjs/swagger';

const text = (description: string, example: string) => ({ description, example, schema: { type: 'string' as const } });

const HEADERS = {
  'RateLimit-Policy': text(
    'The rate limit: maximum requests (`q`) per window in seconds (`w`). Only sent if there is a rate limit.',
    '"default";q=600;w=60',
  ),
  RateLimit: text(
    'Remaining requests (`r`) and seconds until they are reset (`t`). Only sent if there is a rate limit.',
    '"default";r=599;t=60',
  ),
};

/** Adds the rate-limit headers to all responses of the routes that can answer 429. */
export function describeRateLimits(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const { responses = {} } of Object.values(path) as { responses?: Record<string, { headers?: object }> }[]) {
      if (!responses['429']) continue;
      for (const response of Object.values(responses)) response.headers = { ...response.headers, ...HEADERS };
    }
  }
  return document;
}
