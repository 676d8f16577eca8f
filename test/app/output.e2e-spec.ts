import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { Program } from '../support/process.js';
import { newApiKey, simulatorUrl } from '../support/service.js';

declare const DIALECT: 'sqlite' | 'postgres';

describe('a process whose output pipe is closed', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createDatabase()));
  afterAll(() => database.drop());

  const start = (more: Readonly<Record<string, string>> = {}) =>
    new Program('main.js', {
      DATABASE_URL: database.url,
      ANTHROPIC_API_KEY: newApiKey(),
      ANTHROPIC_BASE_URL: simulatorUrl(),
      ...more,
    });
  /** The process logs each request, and that it stops. */
  async function stopUnread(program: Program, streams: readonly ('stdout' | 'stderr')[], requests: number) {
    const url = await program.url();
    for (const stream of streams) program.closeReader(stream);
    for (let n = 0; n < requests; n += 1) expect((await fetch(`${url}/history/alice`)).status).toBe(200);
    program.kill('SIGTERM');
    return program.ended;
  }

  it.each([
    [['stdout'], 0],
    [['stderr'], 0],
    [['stdout', 'stderr'], 3],
  ] as const)('keeps serving without %p, and exits with 0 on SIGTERM (%p lines later)', async (streams, requests) =>
    expect(await stopUnread(start(), streams, requests)).toEqual({ code: 0, signal: null }),
  );

  (DIALECT === 'postgres' ? it : it.skip)('is the same with several workers', async () => {
    expect(await stopUnread(start({ WORKERS: '2' }), ['stdout', 'stderr'], 0)).toEqual({ code: 0, signal: null });
  });

  it('also completes a command', async () => {
    const made = new Program('cli.js', { DATABASE_URL: database.url }, ['usage']);
    made.closeReader('stdout');
    made.closeReader('stderr');
    expect(await made.ended).toEqual({ code: 0, signal: null });
  });

  it('exits even if its event loop is blocked while it stops', async () => {
    const folder = mkdtempSync(join(process.env['REPRISE_TEST_FOLDER'] ?? tmpdir(), 'standstill-'));
    const standstill = join(folder, 'standstill.cjs');
    writeFileSync(standstill, "process.once('SIGTERM', () => setImmediate(() => { for (;;); }));");
    const program = start({ NODE_OPTIONS: `--require=${standstill}`, SHUTDOWN_GRACE_MS: '1000' });
    await program.url();
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });
});
