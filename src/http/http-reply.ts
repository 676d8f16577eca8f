/** What Express' response and Fastify's reply have in common, as far as controllers need it. */
export interface HttpReply {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

/** Runs when the client has everything, or has left: Express' response is Node's own, Fastify's reply wraps it. */
export function onceClosed(reply: HttpReply, closed: () => void): void {
  const { raw = reply } = reply as { raw?: unknown };
  (raw as { once(event: 'close', listener: () => void): unknown }).once('close', closed);
}

/** The same of their requests. */
export interface HttpRequest {
  readonly originalUrl: string;
}
