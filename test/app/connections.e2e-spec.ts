import { connect, type Socket } from 'node:net';
import { Connections } from '../../src/app/connections.js';
import { until as waitUntil } from '../support/rows.js';
import { type Service, shareService } from '../support/service.js';

const LONG = 'A long text. '.repeat(15_000);
const MINUTE = 60_000;

const until = (isSo: () => Promise<boolean> | boolean) => waitUntil(String(isSo), 20_000, isSo);

describe('a connection', () => {
  const shared = shareService();
  let service: Service;
  let connections: Connections;
  beforeEach(async () => {
    service = await shared.newTenant();
    connections = service.app.get(Connections);
  });

  const requestOf = (method: string, path: string, body?: object) => {
    const content = body ? JSON.stringify(body) : '';
    const headers = {
      Host: 'x',
      ...service.headers,
      'Content-Type': 'application/json',
      'Content-Length': content.length,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${content}`;
  };

  /** Sends bytes and collects what comes back. While it is paused, received bytes stay in the buffers of the system. */
  class Client {
    text = '';
    isClosed = false;
    readonly socket: Socket;

    constructor(bytes: string) {
      this.socket = connect(Number(new URL(service.url).port), '127.0.0.1', () => this.socket.write(bytes));
      this.socket.on('data', (chunk) => (this.text += chunk.toString('latin1')));
      this.socket.on('error', () => undefined);
      this.socket.on('close', () => (this.isClosed = true));
    }

    pause(): this {
      this.socket.pause();
      return this;
    }

    get statuses(): string[] {
      return [...this.text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = '']) => status);
    }
  }

  it('is served one request at a time, in order', async () => {
    await service.claude.script([{ hold: 'gate' }, {}]);
    const asked = ['one', 'two'].map((text) => requestOf('POST', '/analyze/alice', { text }));
    const client = new Client(`${asked.join('')}${requestOf('GET', '/history/alice')}`);
    await until(async () => (await service.claude.requests()).length === 1);
    const other = await service.call('GET', '/history/alice').expect(200);
    expect([other.body.data.length, (await service.claude.requests()).length]).toEqual([0, 1]);
    await service.claude.release('gate');
    await until(() => client.statuses.length === 3);
    expect(client.statuses).toEqual(['201', '201', '200']);
    expect(client.text.match(/"input_text":"(one|two)"/g)).toHaveLength(4);
    client.socket.destroy();
  });

  it('is closed if more than 32 requests wait for an answer', async () => {
    await service.claude.script([{ hold: 'gate' }]);
    const client = new Client(
      requestOf('POST', '/analyze/alice', { text: 'one' }) + requestOf('GET', '/health/live').repeat(33),
    );
    await until(() => client.isClosed);
    await service.claude.release('gate');
  });

  describe('with a client that does not read', () => {
    const PIPELINE = 12;
    beforeEach(async () => {
      for (let n = 0; n < 24; n += 1) await service.analyze('alice', { text: `${n} ${LONG}` }).expect(201);
    });

    /** Requests 50 MB at once and reads none of it, until the buffers in between are full. */
    async function unread(path = '/history/alice?limit=100'): Promise<Client> {
      const client = new Client(requestOf('GET', path).repeat(PIPELINE)).pause();
      await untilFull();
      return client;
    }

    async function untilFull(): Promise<void> {
      await until(async () => {
        const held = connections.unreadBytes;
        for (let n = 0; n < 3; n += 1) await service.call('GET', '/health/live').expect(200);
        return held > 0 && connections.unreadBytes === held;
      });
    }

    /** @returns how many pages the service has read from the database for it */
    async function listed(): Promise<number> {
      const { body } = await service.call('GET', '/audit?action=results.listed&limit=100').expect(200);
      return body.data.length;
    }

    it('is served no further than the unread answer, and is closed after a minute', async () => {
      const client = await unread();
      const held = connections.unreadBytes;
      expect(held).toBeLessThan(6_000_000);
      await service.call('GET', '/health/live').expect(200);
      expect(connections.unreadBytes).toBe(held);
      expect(await listed()).toBeLessThan(PIPELINE - 4);
      connections.check();
      service.clock.advance(MINUTE - 1);
      connections.check();
      await service.call('GET', '/health/live').expect(200);
      expect([client.isClosed, connections.unreadBytes]).toEqual([false, held]);
      service.clock.advance(1);
      connections.check();
      await until(() => connections.unreadBytes === 0);
      client.socket.resume();
      await until(() => client.isClosed);
      expect(client.statuses.length).toBeLessThan(PIPELINE - 4);
    });

    it('is kept as long as the client reads anything, and not merely because it sends', async () => {
      const client = await unread();
      connections.check();
      const held = connections.unreadBytes;
      client.socket.resume();
      await until(() => connections.unreadBytes < held || client.statuses.length > 1);
      client.pause();
      service.clock.advance(MINUTE);
      connections.check();
      await service.call('GET', '/health/live').expect(200);
      expect(client.isClosed).toBe(false);
      await untilFull();
      connections.check();
      // The client sends, but does not read.
      client.socket.write(requestOf('GET', '/health/live'));
      await service.call('GET', '/health/live').expect(200);
      service.clock.advance(MINUTE);
      connections.check();
      client.socket.resume();
      await until(() => client.isClosed);
    });

    it('is closed at once if all connections together exceed the limit of unread bytes', async () => {
      const client = await unread();
      connections.check(connections.unreadBytes);
      expect(connections.unreadBytes).toBeGreaterThan(0);
      connections.check(connections.unreadBytes - 1);
      await until(() => connections.unreadBytes === 0);
      client.socket.destroy();
    });

    it('is also closed during an export', async () => {
      const client = await unread('/users/alice/export');
      connections.check();
      service.clock.advance(MINUTE);
      connections.check();
      client.socket.resume();
      await until(() => client.isClosed);
    });
  });

  it.each([
    ['without a host', 'GET /health/live HTTP/1.1\r\n\r\n', ['400']],
    ['with two hosts', 'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', ['400']],
    [
      'with an unknown expectation',
      'GET /health/live HTTP/1.1\r\nHost: a\r\nExpect: cake\r\nConnection: close\r\n\r\n',
      ['200'],
    ],
    [
      'with two lengths',
      'POST /health/live HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      ['400'],
    ],
    [
      'that is not HTTP, after a valid one',
      'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n',
      ['200', '400'],
    ],
    ['of HTTP/1.0', 'GET /health/live HTTP/1.0\r\n\r\n', ['200']],
  ])('answers a request %s with a request id', async (_name, bytes, statuses) => {
    const client = new Client(bytes);
    await until(() => client.isClosed);
    expect(client.statuses).toEqual(statuses);
    expect(client.text.match(/x-request-id: /gi)).toHaveLength(statuses.length);
    if (statuses.includes('400')) expect(client.text).toMatch(/content-type: application\/problem\+json/i);
  });
});
