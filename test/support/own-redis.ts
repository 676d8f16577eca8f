import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Redis is no dependency of the tests: where there is none, what needs one is skipped. */
export const HAS_REDIS = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis server that nobody else uses, to be stopped and started. */
export class OwnRedis {
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<OwnRedis> {
    const redis = new OwnRedis(await freePort());
    started.add(redis);
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const settings = [
      '--port',
      String(this.port),
      '--save',
      '',
      '--dir',
      mkdtempSync(join(tmpdir(), 'reprise-redis-')),
    ];
    this.child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
    if (!this.child.stdout) throw new Error('redis-server has no output');
    for await (const line of createInterface(this.child.stdout)) if (/ready to accept/i.test(line)) return;
    throw new Error('redis-server did not start');
  }

  async stop(): Promise<void> {
    if (!this.child) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
    this.child = undefined;
  }
}

/** What a test that failed half-way left running. */
const started = new Set<OwnRedis>();
afterAll(() => Promise.all([...started].map((redis) => redis.stop())));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
