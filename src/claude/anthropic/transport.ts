import { Agent, type Dispatcher } from 'undici';

/** What the SDK reads of an answer. */
interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly url: string;
  readonly headers: Headers;
  /** Read piece by piece, or as a whole by one of the other two. */
  readonly body: Dispatcher.ResponseData['body'];
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/** What the SDK says of a request. */
interface Sending {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * What the SDK needs of a `fetch`, on undici's plain requests: the whole of the Fetch standard took more CPU time than
 * the rest of the SDK. Unlike the platform's:
 *
 * - The caller's time limit is the only one. The platform gives up after 300 s without a header or a byte, and the SDK
 *   would send the prompt a second time.
 * - A redirect is an answer, not followed: neither prompt nor key goes to an address that nobody configured.
 * - Answers come as they are, not compressed.
 *
 * @param toOwn which headers go out, of those that the SDK wants to send
 */
export function openTransport(toOwn: (headers: Headers) => Record<string, string>): typeof globalThis.fetch {
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const send = async (url: string, { method = 'GET', headers, body, signal }: Sending): Promise<Answer> => {
    const { origin, pathname, search } = new URL(url);
    const own = { ...toOwn(headers), 'accept-encoding': 'identity' };
    const request = { origin, path: pathname + search, headers: own, body: body ?? null, signal };
    return toAnswer(url, await atOnce(signal, agent.request({ ...request, method })));
  };
  // The part of the Fetch standard that the SDK asks for.
  return send as unknown as typeof globalThis.fetch;
}

function toAnswer(url: string, { statusCode: status, headers, body }: Dispatcher.ResponseData): Answer {
  const ok = status >= 200 && status < 300;
  return { status, ok, url, headers: toHeaders(headers), body, text: () => body.text(), json: () => body.json() };
}

function toHeaders(headers: Dispatcher.ResponseData['headers']): Headers {
  const all = new Headers();
  for (const [name, values = []] of Object.entries(headers)) {
    for (const value of [values].flat()) all.append(name, value);
  }
  return all;
}

/** Fails as soon as the signal aborts: undici itself would first wait for the connection that it is opening. */
function atOnce<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
