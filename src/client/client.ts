import createClient, { type Client, defaultPathSerializer } from 'openapi-fetch';
import type { paths } from './schema.js';

/** One method for each HTTP method, typed by the OpenAPI document: `client.GET('/results/{id}', { params })`. */
export type RepriseClient = Client<paths, `application/${string}`>;

export interface RepriseClientOptions {
  /** Where the service is, with the prefix that it is mounted under: `'http://127.0.0.1:3000'`. */
  readonly baseUrl: string;
  /**
   * An API key of Reprise's, or a token of your login server: whatever the service's `AUTH_MODE` wants. A function is
   * asked before each request, for tokens that expire.
   * @default none: nothing is presented
   */
  readonly apiKey?: string | (() => string | Promise<string>) | undefined;
  /** What sends the requests. @default the global `fetch` */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * A client of Reprise's REST interface. A call resolves with `{ data, response }`, or with `{ error, response }`, the
 * error being a `Problem`; it rejects only where there is no answer: `fetch` failed, or was aborted by `signal`, or a
 * parameter of the path is one that no path can carry, and nothing was sent.
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

/** What a URL takes for a step to another path, encoded or not, or for no part of one. */
const NO_SEGMENTS: readonly unknown[] = ['', '.', '..'];

/** @throws TypeError for a parameter with which another path would be asked for than the one that is meant */
function toPath(path: string, parameters: Record<string, unknown>): string {
  for (const [name, value] of Object.entries(parameters)) {
    if (NO_SEGMENTS.includes(value)) throw new TypeError(`${name} must not be ${JSON.stringify(value)} in ${path}`);
  }
  return defaultPathSerializer(path, parameters);
}
