import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ClaudeFailedError } from '../claude.errors.js';
import { json, LoopbackClaude, MESSAGE, REQUEST } from '../testing/loopback-claude.js';
import { AnthropicClaudeClient } from './anthropic-claude-client.js';
import { openAnthropicSdk } from './anthropic-sdk.js';

const claude = new LoopbackClaude();
const servers: Server[] = [];
// One server a test: what an earlier test gave up cannot arrive late.
beforeEach(() => claude.open());
afterEach(() => claude.close());
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))));

function openClient(baseUrl = claude.url, timeoutMs = 5_000): AnthropicClaudeClient {
  return new AnthropicClaudeClient(openAnthropicSdk({ apiKey: 'sk-test', baseUrl }), timeoutMs);
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('the transport to Claude', () => {
  it('sends a long prompt byte for byte, whichever characters stand where it is cut into pieces', async () => {
    claude.will(json(200, MESSAGE));
    for (const before of ['', 'x']) {
      const content = `${before}${'🦊'.repeat(600_000)}`;
      await openClient().complete({ ...REQUEST, messages: [{ role: 'user', content }] });
      const { body, headers } = claude.seen.at(-1) ?? {};
      expect((body as { messages: { content: string }[] }).messages[0]?.content === content).toBe(true);
      expect(headers).toHaveProperty('content-length');
    }
  });

  it('follows no redirect: neither prompt nor key is sent to another address', async () => {
    let asked = 0;
    const elsewhere = await listening(
      createHttpServer((_, response) => {
        asked += 1;
        response.end();
      }),
    );
    claude.will(json(307, {}, { location: `http://127.0.0.1:${elsewhere}/v1/messages` }));
    const error: unknown = await openClient()
      .complete(REQUEST)
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ClaudeFailedError);
    expect(error).toMatchObject({ detail: { isTransient: false } });
    expect(asked).toBe(0);
  });

  it('requests uncompressed responses', async () => {
    claude.will((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(MESSAGE)));
    });
    await openClient().complete(REQUEST);
    expect(claude.seen[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('transfers requests and responses of megabytes unchanged', async () => {
    const text = 'naïve — 日本語 🦉 '.repeat(200_000);
    claude.will(json(200, { ...MESSAGE, content: [{ type: 'text', text }] }));
    const reply = await openClient().complete({ ...REQUEST, messages: [{ role: 'user', content: text }] });
    expect(reply.content).toEqual([{ type: 'text', text }]);
    expect(claude.seen[0]?.body).toMatchObject({ messages: [{ content: text }] });
  });

  it('is aborted at once while the connection is being opened', async () => {
    const silent: Socket[] = [];
    const port = await listening(createServer((socket) => silent.push(socket)));
    const baseUrl = `https://127.0.0.1:${port}`;
    const leaving = new AbortController();
    const reason = new Error('the user left');
    const left = openClient(baseUrl).complete(REQUEST, leaving.signal);
    setImmediate(() => leaving.abort(reason));
    await expect(left).rejects.toBe(reason);
    await expect(openClient(baseUrl, 60).complete(REQUEST)).rejects.toMatchObject({ code: 'claude_timeout' });
    for (const socket of silent) socket.destroy();
  });

  it('reuses connections, and opens a new one when Claude has closed the old one', async () => {
    const sockets = new Set<number | undefined>();
    const client = openClient();
    const answering = json(200, MESSAGE);
    for (const headers of [{}, {}, { connection: 'close' }, {}]) {
      claude.will((response) => {
        sockets.add(response.socket?.remotePort);
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        answering(response);
      });
      await client.complete(REQUEST);
    }
    expect(sockets.size).toBe(2);
  });
});
