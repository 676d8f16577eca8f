import type { IncomingMessage, ServerResponse } from 'node:http';

/** The members that controllers use of Express' response and Fastify's reply. */
export interface HttpReply {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
  /** The value of a header that was set before. */
  getHeader?(name: string): unknown;
}

/** Node's response: Express' response extends it, Fastify's reply wraps it. */
export function rawReply(reply: HttpReply | ServerResponse): ServerResponse {
  const { raw = reply } = reply as { raw?: unknown };
  return raw as ServerResponse;
}

const closing = new WeakMap<ServerResponse, (() => void)[]>();

/**
 * Calls `closed` when the response was sent completely or the client disconnected. All callbacks share one listener,
 * because Node warns about more than ten listeners.
 */
export function onceClosed(reply: HttpReply | ServerResponse, closed: () => void): void {
  const raw = rawReply(reply);
  const known = closing.get(raw);
  if (known) return void known.push(closed);
  const all = [closed];
  closing.set(raw, all);
  raw.once('close', () => {
    for (const one of all) one();
  });
}

/** Destroys the connection, so that the client notices that the response is incomplete. */
export function cut(reply: HttpReply): void {
  const raw = rawReply(reply);
  if (!raw.destroyed) cutOff.add(raw);
  raw.destroy();
}

const cutOff = new WeakSet<ServerResponse>();

/** Whether the service, and not the client, closed the connection before the end of the response. */
export function isCut(raw: ServerResponse): boolean {
  return cutOff.has(raw);
}

/** The members that controllers use of Express' and Fastify's requests. */
export interface HttpRequest {
  readonly method: string;
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The client's address, or the one a trusted proxy names. */
  readonly ip?: string | undefined;
}

/** Node's request: Express' request extends it, Fastify's request wraps it. */
export function rawRequest(request: HttpRequest): IncomingMessage {
  const { raw = request } = request as { raw?: unknown };
  return raw as IncomingMessage;
}

/** All values of a request header, including duplicates that Node drops from `headers`. @param name in lower case */
export function headerValues(request: HttpRequest, name: string): string[] {
  const { rawHeaders } = rawRequest(request);
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
