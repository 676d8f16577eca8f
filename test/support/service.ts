import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import request, { type Test } from 'supertest';
import { readSettings } from '../../src/app/app.env.js';
import { createApp } from '../../src/app/create-app.js';
import { createLogger } from '../../src/app/logger.js';
import { ApiKeysService } from '../../src/identity/index.js';
import { SimulatorClient } from '../../src/simulator/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { createDatabase, type TestDatabase } from './database.js';
import { conforms } from './kept/conforms.js';
import { documentOf } from './kept/documents.js';
import { RUN_ENV } from './run.js';

type Method = 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH' | 'HEAD' | 'OPTIONS';

/** The whole service over HTTP, on a database of its own, in front of a simulated Claude that it shares with nobody. */
export interface Service {
  readonly app: INestApplication;
  readonly url: string;
  readonly clock: ManualClock;
  readonly claude: SimulatorClient;
  readonly database: TestDatabase;
  /** Whose things this handle asks for and sees; `null`: everything in the database is this test's. */
  readonly tenant: string | null;
  /** Of each request: the credential. */
  readonly headers: Readonly<Record<string, string>>;
  readonly document: OpenAPIObject;
  /** Everything logged so far. */
  readonly log: readonly string[];
  /** A request whose answer has to conform to the OpenAPI document. */
  call(method: Method, path: string): Test;
  analyze(user: string, body: object): Test;
  /** The same service, asked with this API key or token. */
  as(credential: string): Service;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A database to share with another replica; `stop` then leaves it alone. */
  readonly database?: TestDatabase;
  readonly clock?: ManualClock;
}

/** What a test that failed half-way left running; an open server would keep the test process alive. */
const running = new Set<Service>();
afterAll(() => Promise.all([...running].map((service) => service.stop())));

/** An account at the simulated Claude that nobody else uses. */
export function newApiKey(): string {
  return `test-key-${randomUUID()}`;
}

export function simulatorUrl(): string {
  return process.env['REPRISE_TEST_SIMULATOR'] ?? '';
}

export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const database = options.database ?? (await createDatabase());
  const clock = options.clock ?? new ManualClock();
  const apiKey = options.env?.['ANTHROPIC_API_KEY'] ?? newApiKey();
  const settings = readSettings({
    DATABASE_URL: database.url,
    ANTHROPIC_API_KEY: apiKey,
    ANTHROPIC_BASE_URL: simulatorUrl(),
    LOG_LEVEL: 'trace',
    // To look for migrations takes several connections.
    ...(database.isMigrated && { DATABASE_MIGRATE: 'false' }),
    ...RUN_ENV,
    ...options.env,
  });
  const log: string[] = [];
  const sink = new Writable({ write: (line: Buffer, _encoding, done) => (log.push(line.toString()), done()) });
  const app = await createApp(settings, { clock, logger: createLogger(settings.logLevel, sink) });
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const document = documentOf(app, options.env ?? {});

  const call: Service['call'] = (method, path) => {
    const verb = method.toLowerCase() as 'get' | 'post' | 'delete' | 'put' | 'patch' | 'head' | 'options';
    return request(url)
      [verb](path)
      .expect((response) => conforms(document, method, path, response));
  };
  const service: Service = {
    app,
    url,
    clock,
    claude: new SimulatorClient(simulatorUrl(), apiKey),
    database,
    document,
    log,
    call,
    tenant: null,
    headers: {},
    analyze: (user, body) => call('POST', `/analyze/${user}`).send(body),
    as: (credential) => knownBy(service, credential),
    stop: async () => {
      if (!running.delete(service)) return;
      await app.close();
      if (!options.database) await database.drop();
    },
  };
  running.add(service);
  return service;
}

function knownBy(service: Service, credential: string): Service {
  const headers = { Authorization: `Bearer ${credential}` };
  const call: Service['call'] = (method, path) => service.call(method, path).set(headers);
  return { ...service, headers, call, analyze: (user, body) => call('POST', `/analyze/${user}`).send(body) };
}

/** One service for all tests of a file, or of a `describe`. */
export interface SharedService {
  /**
   * A tenant of the test's own, asked for by its administrator: it has nothing yet, Claude has been asked nothing and has
   * no script, and the clock stands where it stood at the start.
   */
  newTenant(): Promise<Service>;
  /** Such a tenant, asked for at two services on the one database, with one clock and one account at Claude. */
  newTenantAtTwo(): Promise<[Service, Service]>;
}

export function shareService(options: ServiceOptions = {}): SharedService {
  const env = { AUTH_MODE: 'api-key', ANTHROPIC_API_KEY: newApiKey(), ...options.env };
  let service: Service;
  let second: Service | undefined;
  let start: number;
  let tenants = 0;
  beforeAll(async () => {
    service = await startService({ ...options, env });
    start = service.clock.now().getTime();
  });
  afterAll(async () => {
    await second?.stop();
    await service.stop();
  });
  const newTenant = async () => {
    await service.claude.reset();
    service.clock.advance(start - service.clock.now().getTime());
    const tenant = `tenant-${(tenants += 1)}`;
    const { key } = await service.app.get(ApiKeysService, { strict: false }).create(tenant, { role: 'admin' });
    return { key, first: { ...knownBy(service, key), tenant } };
  };
  return {
    newTenant: async () => (await newTenant()).first,
    newTenantAtTwo: async () => {
      second ??= await startService({ env, database: service.database, clock: service.clock });
      const { key, first } = await newTenant();
      return [first, { ...knownBy(second, key), tenant: first.tenant }];
    },
  };
}
