import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How long a replica that refused a connection is left alone, in milliseconds. */
const FAIL_TIMEOUT_MS = 500;

/**
 * A small HTTP load balancer, no kinder than a real one: it keeps connections to its replicas, and a request goes to
 * another replica only when no connection could be made, so that nothing is ever sent twice.
 */
export class Balancer {
  /** Requests that were sent on a kept connection, which was then closed without an answer. */
  brokenOff = 0;
  private readonly agents = new Map<string, Agent>();
  private readonly downUntil = new Map<string, number>();
  private turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly replicas: () => readonly string[],
  ) {
    server.on('request', (incoming, reply) => void this.pass(incoming, reply));
  }

  static async before(replicas: () => readonly string[]): Promise<Balancer> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Balancer(server, replicas);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    for (const agent of this.agents.values()) agent.destroy();
  }

  private async pass(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const now = performance.now();
    this.turn += 1;
    const all = this.replicas().map((_, index, urls) => urls[(index + this.turn) % urls.length] ?? '');
    const isDown = (url: string) => (this.downUntil.get(url) ?? 0) > now;
    for (const url of [...all.filter((one) => !isDown(one)), ...all.filter(isDown)]) {
      if (await this.send(url, incoming, body, reply)) return;
      this.downUntil.set(url, performance.now() + FAIL_TIMEOUT_MS);
    }
    reply.writeHead(502).end();
  }

  /** @returns whether there was a connection; then this replica's answer is the answer, whatever becomes of it. */
  private send(url: string, incoming: IncomingMessage, body: Buffer, reply: ServerResponse): Promise<boolean> {
    return new Promise((resolve) => {
      const { connection: _own, host: _host, 'transfer-encoding': _encoding, ...headers } = incoming.headers;
      const options = { method: incoming.method, headers: { ...headers, 'content-length': body.length } };
      const outgoing = request(`${url}${incoming.url}`, { ...options, agent: this.agent(url) });
      let isConnected = false;
      outgoing.on('socket', (socket) => {
        isConnected = !socket.connecting;
        if (socket.connecting) socket.once('connect', () => (isConnected = true));
      });
      outgoing.on('response', (answer) => {
        const { connection: _theirs, 'keep-alive': _keep, ...own } = answer.headers;
        reply.writeHead(answer.statusCode ?? 502, own);
        answer.on('error', () => reply.destroy()).pipe(reply);
        answer.on('end', () => resolve(true));
      });
      outgoing.on('error', () => {
        if (!isConnected) return resolve(false);
        this.brokenOff += 1;
        if (reply.headersSent) reply.destroy();
        else reply.writeHead(502).end();
        resolve(true);
      });
      outgoing.end(body);
    });
  }

  private agent(url: string): Agent {
    const agent = this.agents.get(url) ?? new Agent({ keepAlive: true });
    this.agents.set(url, agent);
    return agent;
  }
}
