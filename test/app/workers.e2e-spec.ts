import { readSettings } from '../../src/app/app.env.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { Program } from '../support/process.js';
import { HANGS_MS, until } from '../support/rows.js';
import { newApiKey, simulatorUrl } from '../support/service.js';

declare const DIALECT: 'sqlite' | 'postgres';
const onPostgres = DIALECT === 'postgres' ? describe : describe.skip;

const WORKERS = 2;

onPostgres('WORKERS', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createDatabase()));
  afterAll(() => database.drop());

  const start = (env: Readonly<Record<string, string>> = {}) =>
    new Program('main.js', {
      DATABASE_URL: database.url,
      ANTHROPIC_API_KEY: newApiKey(),
      ANTHROPIC_BASE_URL: simulatorUrl(),
      WORKERS: String(WORKERS),
      ...env,
    });
  const listening = (program: Program) => [...program.output.matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid));
  const untilListening = (program: Program, count: number) =>
    until(`${count} workers have begun`, HANGS_MS, () => listening(program).length === count);
  const analyze = (url: string, text: string) =>
    fetch(`${url}/analyze/alice`, {
      method: 'POST',
      // Each request has a separate connection, which any worker may accept.
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ text }),
    });
  const metric = async (url: string, name: string) => {
    const text = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
    const lines = text.split('\n').filter((line) => line.startsWith(name));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  it('share one port and one database, report metrics as one, and are replaced when they die', async () => {
    const program = start();
    const url = await program.url();
    await untilListening(program, WORKERS);
    const asked = Array.from({ length: 30 }, () => analyze(url, 'the same for all of them'));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(29);
    const counted = 'reprise_http_request_duration_seconds_count{method="POST"';
    for (let n = 0; n < 5; n += 1) expect(await metric(url, counted)).toBe(30);
    process.kill(listening(program)[0] ?? 0, 'SIGKILL');
    await untilListening(program, WORKERS + 1);
    expect(program.output).toContain('a worker ended and will be replaced');
    for (let n = 0; n < 6; n += 1) expect((await analyze(url, `after ${n}`)).status).toBe(201);
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });

  it('all exit, and report why, if they cannot start', async () => {
    const empty = await createDatabase({ isEmpty: true });
    const program = start({ DATABASE_URL: empty.url, DATABASE_MIGRATE: 'false' });
    expect((await program.ended).code).toBe(1);
    expect(program.output).toContain('reprise migrate');
    await empty.drop();
  });
});

it('WORKERS is refused on SQLite with an error that names it', () => {
  const env = { DATABASE_URL: 'sqlite::memory:', ANTHROPIC_API_KEY: 'none', WORKERS: '2' };
  expect(() => readSettings(env)).toThrow('WORKERS needs PostgreSQL');
});
