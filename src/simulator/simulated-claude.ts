import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

import { Account } from './account.js';
import { newId } from './answer.js';
import { answerApi } from './api-endpoint.js';
import { control } from './control-endpoint.js';
import { jsonHeaders } from './exchange.js';
import { type Call, readApiKey, readCall } from './read-call.js';
import { SimulatedError, toSimulatedError } from './simulated-error.js';

const CONTROL = '/_simulator';

export interface SimulatedClaudeOptions {
  /** 0 selects a free port. @default 0 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
}

/** A simulator of the Claude API on loopback. Each API key is a separate account. */
export class SimulatedClaude {
  private readonly accounts = new Map<string, Account>();

  private constructor(
    private readonly server: Server,
    /** The base URL for clients. */
    readonly url: string,
  ) {
    server.on('request', (req, res) => void this.handle(req, res));
  }

  static async start({ port = 0, host = '127.0.0.1' }: SimulatedClaudeOptions = {}): Promise<SimulatedClaude> {
    // Longer than any client keeps an idle connection. Otherwise the server could close it while a request is on its way.
    const server = createServer({ keepAliveTimeout: 300_000, requestTimeout: 0 });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, backlog: 4096 }, resolve);
    });
    return new SimulatedClaude(server, `http://${host}:${(server.address() as AddressInfo).port}`);
  }

  /** Closes all connections, including those with requests in flight. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const call = await readCall(req);
      const key = readApiKey(req);
      if (!call.path.startsWith(CONTROL)) return await answerApi(this.account(key), call, req, res);
      if (key === undefined) throw new SimulatedError(401, 'x-api-key header is required');
      sendJson(res, 200, JSON.stringify((await this.control(key, call)) ?? null));
    } catch (error) {
      if (res.headersSent) return void res.destroy();
      const failure = toSimulatedError(error);
      sendJson(res, failure.status, failure.toBody(newId('req')));
    }
  }

  private async control(key: string, call: Call): Promise<unknown> {
    if (call.method !== 'DELETE' || call.path !== CONTROL) return control(this.account(key), call);
    // Requests in flight keep the old account.
    this.accounts.get(key)?.releaseAll();
    this.accounts.delete(key);
  }

  /** A request without a key gets a temporary account, on which it is rejected. */
  private account(key: string | undefined): Account {
    const known = key === undefined ? undefined : this.accounts.get(key);
    if (known) return known;
    const account = new Account();
    if (key !== undefined) this.accounts.set(key, account);
    return account;
  }
}

function sendJson(res: ServerResponse, status: number, body: string): void {
  res.writeHead(status, jsonHeaders(body)).end(body);
}
