/** What Express' response and Fastify's reply have in common, as far as controllers need it. */
export interface HttpReply {
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

/** The same of their requests. */
export interface HttpRequest {
  readonly originalUrl: string;
}
