import type { OpenAPIObject } from '@nestjs/swagger';
import type { AuthMode } from '../identity/index.js';

type Schemes = NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>;

const KEYS: Schemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key: `rk_…`.' },
  api_key: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Api-Key',
    description: 'The same API key, in another header.',
  },
};

const SCHEMES: Readonly<Record<AuthMode, Schemes>> = {
  none: KEYS,
  'api-key': KEYS,
  jwt: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token of your identity provider.',
    },
  },
};

/** Describes the authentication, for Swagger UI and for generated clients. With AUTH_MODE=none it is optional. */
export function describeSecurity(document: OpenAPIObject, mode: AuthMode): OpenAPIObject {
  const schemes = SCHEMES[mode];
  const credentials = Object.keys(schemes).map((name) => ({ [name]: [] }));
  const security = mode === 'none' ? [{}, ...credentials] : credentials;
  for (const operation of operationsOf(document)) {
    // RepriseController marks guarded operations; the others are public.
    operation.security = operation.security ? security : [];
  }
  return { ...document, components: { ...document.components, securitySchemes: schemes } };
}

function operationsOf({ paths }: OpenAPIObject): { security?: object[] }[] {
  return Object.values(paths).flatMap((item) => Object.values(item as Record<string, { security?: object[] }>));
}
