import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ContentBlock } from '../claude-client.js';
import type { ClaudeRequest } from '../claude-client.js';

/** A request for specs in which its content does not matter. */
export const REQUEST: ClaudeRequest = {
  model: 'claude-sonnet-5-5',
  maxTokens: 64,
  system: null,
  messages: [{ role: 'user', content: 'the prompt' }],
  effort: null,
  schema: null,
  cachePrefix: false,
};

export interface SeenRequest {
  /** Method and path: `POST /v1/messages`. */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
  /** `null` if the request had no body. */
  readonly body: unknown;
}

/** Answers one request. The last handler also answers all further requests. */
export type Handler = (response: ServerResponse) => void;

/** An HTTP server on loopback in place of Claude. Each test sets the handlers. For tests of the adapter. */
export class LoopbackClaude {
  readonly seen: SeenRequest[] = [];
  private handlers: Handler[] = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString());
      this.seen.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      const handler = this.handlers.length > 1 ? this.handlers.shift() : this.handlers[0];
      handler?.(response);
    });
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  will(...handlers: Handler[]): void {
    this.handlers = handlers;
    this.seen.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Handler {
  return (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_loopback', ...headers })
      .end(JSON.stringify(body));
}

/** An error in the format of the Claude API. */
export function apiError(status: number, type: string, details: object = {}, headers = {}): Handler {
  const error = { type, message: `Claude says ${type}`, details };
  return json(status, { type: 'error', error }, { 'x-should-retry': 'false', ...headers });
}

export const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5',
  content: [
    { type: 'thinking', thinking: 'hm', signature: 'sig==' },
    { type: 'text', text: 'Hello' },
    { type: 'block_of_tomorrow', data: { nested: [1, null] } },
  ] as ContentBlock[],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: {
    input_tokens: 12,
    output_tokens: 34,
    cache_creation_input_tokens: 7,
    cache_read_input_tokens: 5,
    cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 3 },
    service_tier: 'standard',
    inference_geo: 'global',
    speed: null,
  },
};
