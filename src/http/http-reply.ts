import type { IncomingMessage, ServerResponse } from 'node:http';

/** What Express' response and Fastify's reply have in common, as far as controllers need it. */
export interface HttpReply {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
  /** Of a header that was set before. */
  getHeader?(name: string): unknown;
}

/** Node's own answer: Express' response is one, Fastify's reply wraps one. */
export function rawReply(reply: HttpReply | ServerResponse): ServerResponse {
  const { raw = reply } = reply as { raw?: unknown };
  return raw as ServerResponse;
}

const closing = new WeakMap<ServerResponse, (() => void)[]>();

/** Runs when the client has everything, or has left. One listener for all: Node warns of an answer with more than ten. */
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

/** Ends the connection where it is, so that the client does not take what it has for all there is. */
export function cut(reply: HttpReply): void {
  const raw = rawReply(reply);
  if (!raw.destroyed) cutOff.add(raw);
  raw.destroy();
}

const cutOff = new WeakSet<ServerResponse>();

/** Whether the service itself ended the answer before its end, and not its client. */
export function isCut(raw: ServerResponse): boolean {
  return cutOff.has(raw);
}

/** The same of their requests. */
export interface HttpRequest {
  readonly method: string;
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The client's address, or the one a trusted proxy names. */
  readonly ip?: string | undefined;
}

/** Node's own request: Express' is one, Fastify's wraps one. */
export function rawRequest(request: HttpRequest): IncomingMessage {
  const { raw = request } = request as { raw?: unknown };
  return raw as IncomingMessage;
}

/** Every value of a header that came, also those that Node leaves out of `headers`. @param name in lower case */
export function headerValues(request: HttpRequest, name: string): string[] {
  const { rawHeaders } = rawRequest(request);
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
