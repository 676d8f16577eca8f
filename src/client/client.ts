import createClient, { type Client, defaultPathSerializer } from 'openapi-fetch';
import type { paths } from './schema.js';

/** Has one method for each HTTP method, typed by the OpenAPI document: `client.GET('/results/{id}', { params })`. */
export type RepriseClient = Client<paths, `application/${string}`>;

export interface RepriseClientOptions {
  /** URL of the service, including the prefix of its routes, such as `'http://127.0.0.1:3000'`. */
  readonly baseUrl: string;
  /**
   * An API key of Reprise or a token of your identity provider, depending on the service's `AUTH_MODE`. A function is
   * called before each request, for tokens that expire.
   * @default no credential is sent
   */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  /** Sends the requests. @default the global `fetch` */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * Creates a client of Reprise's HTTP API. A call resolves with `{ data, response }` or `{ error, response }`, where `error`
 * is a `Problem`. It rejects only if there is no response: if `fetch` fails or is aborted by `signal`, or if a path parameter
 * is not valid in a path.
 */
export function createRepriseClient({ baseUrl, apiKey, fetch }: RepriseClientOptions): RepriseClient {
  const client: RepriseClient = createClient({ baseUrl, pathSerializer: toPath, ...(fetch && { fetch }) });
  if (apiKey !== undefined) {
    client.use({
      onRequest: async ({ request }) => {
        request.headers.set('Authorization', `Bearer ${typeof apiKey === 'string' ? apiKey : await apiKey()}`);
      },
    });
  }
  return client;
}

/** Values that URLs interpret as a step to another path. */
const NO_SEGMENTS: readonly unknown[] = ['', '.', '..'];

/** @throws TypeError for a parameter that would change the path of the request */
function toPath(path: string, parameters: Record<string, unknown>): string {
  for (const [name, value] of Object.entries(parameters)) {
    if (NO_SEGMENTS.includes(value)) throw new TypeError(`${name} must not be ${JSON.stringify(value)} in ${path}`);
  }
  return defaultPathSerializer(path, parameters);
}
