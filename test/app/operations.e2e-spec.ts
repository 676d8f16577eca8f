import type { AddressInfo } from 'node:net';
import { PeriodicJobs } from '../../src/common/index.js';
import { listenForOperations } from '../../src/app/operations.js';
import { pauseJobs } from '../support/jobs.js';
import { makeKey } from '../support/keys.js';
import { sendRaw } from '../support/raw-request.js';
import { type Service, startService } from '../support/service.js';

const DOCS = ['/docs', '/docs/', '/DOCS/swagger-ui.css', '/docs/swagger-ui-init.js', '/openapi.json'];
const METRICS = ['/metrics', '/Metrics/', '/%6detrics', '/metrics?x=1'];
const PROBES = ['/health/live', '/health/ready'];
const LOGIN = { AUTH_MODE: 'api-key', HOST: '0.0.0.0' };

const get = (url: string, path: string, headers: Record<string, string> = {}) =>
  sendRaw(url, { method: 'GET', path, headers, body: null });
const statuses = (url: string, paths: readonly string[], headers?: Record<string, string>) =>
  Promise.all(paths.map(async (path) => (await get(url, path, headers)).status));
const of = (status: number, paths: readonly string[]) => paths.map(() => status);
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('metrics and documentation on a public address', () => {
  let service: Service;
  const keys: Record<string, string> = {};
  beforeAll(async () => {
    service = await startService({ env: LOGIN });
    for (const role of ['admin', 'service', 'user'] as const) {
      keys[role] = (await makeKey(service, role, role === 'user' ? { userId: 'alice' } : {})).key;
    }
  });
  afterAll(() => service.stop());

  it('require authentication, and make a browser ask for a key', async () => {
    const { status, headers, text } = await get(service.url, '/metrics');
    expect([status, headers['www-authenticate']]).toEqual([401, expect.stringMatching(/^Basic .*, Bearer /)]);
    expect(JSON.parse(text)).toMatchObject({ code: 'unauthenticated' });
    for (const headers of [
      {},
      basic('x:rk_wrong'),
      basic(':'),
      basic(`${keys['admin']}`),
      { authorization: 'Basic ?' },
    ]) {
      const answered = await statuses(service.url, [...METRICS, ...DOCS], headers);
      expect(answered.filter((answer) => answer !== 401 && answer !== 404)).toEqual([]);
    }
    expect(await statuses(service.url, PROBES)).toEqual([200, 200]);
  });

  it.each([
    ['admin', 200],
    ['service', 200],
    ['user', 403],
  ] as const)('are shown to a key with the role %s as far as it may: the metrics with %d', async (role, status) => {
    const key = keys[role] ?? '';
    for (const headers of [{ authorization: `Bearer ${key}` }, { 'x-api-key': key }, basic(`any:${key}`)]) {
      expect(await statuses(service.url, ['/metrics', '/Metrics/'], headers)).toEqual([status, status]);
      expect(await statuses(service.url, DOCS, headers)).toEqual(of(200, DOCS));
    }
    expect(await statuses(service.url, ['/history/alice'], basic(`any:${key}`))).toEqual([401]);
  });

  it('are public on loopback', async () => {
    const local = await startService({ env: { AUTH_MODE: 'api-key' } });
    expect(await statuses(local.url, ['/metrics', ...DOCS])).toEqual(of(200, ['/metrics', ...DOCS]));
    await local.stop();
  });
});

describe('the metrics of background jobs', () => {
  it('report each job of the process: its runs by outcome, its last success and the duration of its last run', async () => {
    const service = await startService({});
    const jobs = service.app.get(PeriodicJobs, { strict: false }).all;
    expect(jobs.map(({ name }) => name).sort()).toEqual(['audit-sealer', 'call-leases', 'erasures', 'lock-leases']);
    pauseJobs(service, ...jobs.map(({ name }) => name));
    const job = jobs.find(({ name }) => name === 'lock-leases');
    const before = job?.runs.succeeded ?? 0;
    service.clock.advance(3_600_000);
    await job?.run();
    const lines = (await get(service.url, '/metrics')).text.split('\n');
    expect(lines).toContain(`reprise_job_runs_total{job="lock-leases",outcome="succeeded"} ${before + 1}`);
    expect(lines).toContain('reprise_job_runs_total{job="lock-leases",outcome="failed"} 0');
    const seconds = service.clock.now().getTime() / 1_000;
    expect(lines).toContain(`reprise_job_last_success_timestamp_seconds{job="lock-leases"} ${seconds}`);
    expect(lines.join('\n')).toMatch(/^reprise_job_last_duration_seconds\{job="lock-leases"\} [\d.e-]+$/m);
    await service.stop();
  });
});

describe('OPERATIONS_PORT', () => {
  it('serves metrics, documentation and probes without a login, and nothing else', async () => {
    const service = await startService({ env: { ...LOGIN, OPERATIONS_PORT: '0' } });
    const operations = await listenForOperations(service.app, { port: 0, host: '127.0.0.1', needsLogin: true });
    const url = `http://127.0.0.1:${(operations?.address() as AddressInfo).port}`;
    const { key } = await makeKey(service, 'admin');
    const credential = { authorization: `Bearer ${key}` };
    const all = ['/metrics', ...DOCS, ...PROBES];
    expect(await statuses(url, all)).toEqual(of(200, all));
    const others = ['/', '/history/alice', '/keys', '/docs/a/b/c', '/docs/../keys', '/healthy'];
    expect(await statuses(url, others, credential)).toEqual(of(404, others));

    expect(await statuses(service.url, [...METRICS, ...DOCS], credential)).toEqual(of(404, [...METRICS, ...DOCS]));
    expect(await statuses(service.url, [...PROBES, '/history/alice', '/keys'], credential)).toEqual([
      200, 200, 200, 200,
    ]);
    const { text, headers } = await get(url, '/metrics');
    expect(text).toContain('reprise_http_request_duration_seconds_count{method="GET",route="/history/:user_id"');
    expect(headers['x-request-id']).toBeTruthy();
    await service.stop();
    await expect(get(url, '/metrics')).rejects.toThrow();
  });

  it('checks the host and origin of requests as the main port does', async () => {
    const service = await startService({ env: { OPERATIONS_PORT: '0' } });
    const operations = await listenForOperations(service.app, { port: 0, host: '127.0.0.1', needsLogin: false });
    const url = `http://127.0.0.1:${(operations?.address() as AddressInfo).port}`;
    expect(await statuses(url, ['/metrics', '/docs'], { host: 'rebind.evil.example' })).toEqual([403, 403]);
    await service.stop();
  });
});
