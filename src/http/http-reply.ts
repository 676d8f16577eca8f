/** What Express' response and Fastify's reply have in common, as far as controllers need it. */
export interface HttpReply {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
  /** Of a header that was set before. */
  getHeader?(name: string): unknown;
}

/** Runs when the client has everything, or has left: Express' response is Node's own, Fastify's reply wraps it. */
export function onceClosed(reply: HttpReply, closed: () => void): void {
  const { raw = reply } = reply as { raw?: unknown };
  (raw as { once(event: 'close', listener: () => void): unknown }).once('close', closed);
}

/** Ends the connection where it is, so that the client does not take what it has for all there is. */
export function cut(reply: HttpReply): void {
  const { raw = reply } = reply as { raw?: unknown };
  (raw as { destroy(): unknown }).destroy();
}

/** The same of their requests. */
export interface HttpRequest {
  readonly method: string;
  readonly originalUrl: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The client's address, or the one a trusted proxy names. */
  readonly ip?: string | undefined;
}

/** Every value of a header that came, also those that Node leaves out of `headers`. @param name in lower case */
export function headerValues(request: HttpRequest, name: string): string[] {
  const { raw = request } = request as { raw?: unknown };
  const { rawHeaders } = raw as { rawHeaders: readonly string[] };
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
