import { type INestApplication, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { dataSourceOptions } from '../../src/database/index.js';
import { REPRISE_ENTITIES, REPRISE_MIGRATIONS, type RepriseModuleOptions } from '../../src/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { createDatabase, type TestDatabase } from './database.js';
import { newApiKey, simulatorUrl } from './service.js';

declare const ADAPTER: string;

/** An application of somebody else's, on its own connection, that mounts Reprise. */
export interface Host {
  readonly app: INestApplication;
  readonly url: string;
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T;
  dataSource(name?: string): DataSource;
  stop(): Promise<void>;
}

export interface HostParts extends Pick<ModuleMetadata, 'controllers' | 'providers'> {
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** What the host does to its application before it listens. */
  readonly prepare?: (app: INestApplication) => void;
}

const running = new Set<Host>();
afterEach(() => Promise.all([...running].map((host) => host.stop())));

/** Ours, as a host lists it among its own. @param name of a DataSource that is not the default one */
export function connection(database: TestDatabase, name?: string, more: Partial<DataSourceOptions> = {}) {
  const schema = { entities: [...REPRISE_ENTITIES], migrations: [...REPRISE_MIGRATIONS] };
  const options = dataSourceOptions(database.url, schema);
  return TypeOrmModule.forRoot({
    ...options,
    migrationsRun: true,
    ...(name && { name }),
    ...more,
  } as DataSourceOptions);
}

/** Options as a host gives them, for an account of its own at the simulated Claude. */
export function options(more: Partial<RepriseModuleOptions> = {}): RepriseModuleOptions {
  const claude = { apiKey: newApiKey(), baseUrl: simulatorUrl() };
  return { claude, identity: { mode: 'none' }, clock: new ManualClock(), ...more };
}

export async function startHost({ prepare, ...parts }: HostParts): Promise<Host> {
  @Module(parts)
  class HostModule {}

  const testing = await Test.createTestingModule({ imports: [HostModule] }).compile();
  const adapter = ADAPTER === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = testing.createNestApplication(adapter, { logger: false });
  prepare?.(app);
  await app.listen(0, '127.0.0.1').catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  const host: Host = {
    app,
    url: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    get: (type) => app.get(type, { strict: false }),
    dataSource: (name) => app.get<DataSource>(getDataSourceToken(name), { strict: false }),
    stop: async () => {
      if (running.delete(host)) await app.close();
    },
  };
  running.add(host);
  return host;
}

/** A database of the test's own, dropped after it. */
export function ownDatabase(): { readonly current: TestDatabase } {
  const holder = {} as { current: TestDatabase };
  beforeEach(async () => void (holder.current = await createDatabase()));
  afterEach(() => holder.current.drop());
  return holder;
}
