import { readFileSync } from 'node:fs';
import type { AuditModuleOptions } from '../audit/index.js';
import { CACHE_SCOPES, type CacheModuleOptions } from '../cache/index.js';
import { baseUrlFault, type ClaudeModuleOptions, parsePrices, type PriceEntry } from '../claude/index.js';
import type { EncryptionModuleOptions } from '../encryption/index.js';
import type { IdentityModuleOptions } from '../identity/index.js';
import type { RetentionOptions } from '../privacy/index.js';
import type { RateLimitsModuleOptions } from '../rate-limits/index.js';
import type { DataSourceOptions } from 'typeorm';
import { isPostgresUrl, postgresUrlProblems, withoutPassword } from '../database/index.js';
import { readApiKeySecret, readAuth } from './auth.env.js';
import { serviceDataSourceOptions } from './data-source-options.js';
import { EnvReader, type Environment } from './env-reader.js';
import { readAudit } from './audit.env.js';
import { isLoopback } from './hosts.js';
import type { OperationsOptions } from './operations.js';
import { readEncryption } from './encryption.env.js';
import { readRetention } from './retention.env.js';
import { readLimits, readTrustProxy, type TrustProxy } from './rate-limits.env.js';
import { HTTP_ADAPTERS, type HttpAdapterName } from './platform.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 365 * DAY_SECONDS;
const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$/;
/** Shares of `CLAUDE_MAX_CONCURRENCY` of one tenant and one user, so that their slow calls do not block the others. */
const TENANT_SHARE = 0.75;
const USER_SHARE = 0.5;
const SQLITE_FILE = 'sqlite:./data/reprise.db';

/** The validated settings of the service. The README describes each of them. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly httpAdapter: HttpAdapterName;
  /** The allowed hosts in addition to loopback; `null`: all. */
  readonly allowedHosts: readonly string[] | null;
  readonly identity: IdentityModuleOptions;
  readonly database: DataSourceOptions;
  readonly migrate: boolean;
  /** Number of processes that serve the port. */
  readonly workers: number;
  /** How long a process is considered alive after its last heartbeat, in milliseconds. */
  readonly leaseMs: number;
  /** How long a stop waits for requests in flight, in milliseconds. */
  readonly shutdownGraceMs: number;
  readonly claude: ClaudeModuleOptions;
  readonly cache: CacheModuleOptions;
  readonly audit: AuditModuleOptions;
  readonly encryption: EncryptionModuleOptions;
  readonly retention: RetentionOptions;
  readonly limits: RateLimitsModuleOptions;
  readonly trustProxy: TrustProxy;
  readonly operations: OperationsOptions;
  readonly docsEnabled: boolean;
  readonly metricsEnabled: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** All mistakes in the environment, one line each, with the variable's name. */
export class EnvironmentError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Reprise cannot start:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

/** @throws EnvironmentError with all invalid settings */
export function readSettings(source: Environment): Settings {
  const { settings, problems } = inspectSettings(source);
  if (problems.length > 0) throw new EnvironmentError(problems);
  return settings;
}

/** The valid settings, with defaults in place of the invalid ones, and the problems. */
export function inspectSettings(source: Environment): {
  readonly settings: Settings;
  readonly problems: readonly string[];
} {
  const env = new EnvReader(source);
  const auth = readAuth(env);
  const port = env.integer('PORT', 3000, 0, 65_535);
  const settings: Settings = {
    ...auth,
    port,
    httpAdapter: env.choice('HTTP_ADAPTER', HTTP_ADAPTERS, 'express'),
    database: readDatabase(env),
    migrate: env.flag('DATABASE_MIGRATE', true),
    workers: readWorkers(env),
    leaseMs: env.integer('LEASE_MS', 30_000, 300, 600_000),
    shutdownGraceMs: env.integer('SHUTDOWN_GRACE_MS', 25_000, 0, 600_000),
    claude: readClaude(env),
    cache: {
      ttlSeconds: env.integer('CACHE_TTL_SECONDS', DAY_SECONDS, 0, YEAR_SECONDS),
      scope: env.optionalChoice('CACHE_SCOPE', CACHE_SCOPES),
    },
    audit: readAudit(env),
    encryption: readEncryption(env),
    retention: readRetention(env),
    limits: readLimits(env),
    trustProxy: readTrustProxy(env),
    operations: readOperations(env, auth, port),
    docsEnabled: env.flag('DOCS_ENABLED', true),
    metricsEnabled: env.flag('METRICS_ENABLED', true),
    logLevel: env.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  return { settings, problems: env.problems };
}

/** Reads only the database settings, for migrations, which need no API key. */
export function readDatabaseSettings(source: Environment): DataSourceOptions {
  return checked(source, readDatabase);
}

/** The settings for working on the database without Claude. */
export type StoreSettings = Pick<Settings, 'database' | 'migrate' | 'audit' | 'encryption'> &
  Pick<IdentityModuleOptions, 'apiKeySecret'>;

export function readStoreSettings(source: Environment): StoreSettings {
  return checked(source, (env) => ({
    database: readDatabase(env),
    migrate: env.flag('DATABASE_MIGRATE', true),
    audit: readAudit(env),
    encryption: readEncryption(env),
    ...readApiKeySecret(env),
  }));
}

/** @throws EnvironmentError */
function checked<T>(source: Environment, read: (env: EnvReader) => T): T {
  const env = new EnvReader(source);
  const settings = read(env);
  if (env.problems.length > 0) throw new EnvironmentError(env.problems);
  return settings;
}

function readDatabase(env: EnvReader): DataSourceOptions {
  const url = env.text('DATABASE_URL', SQLITE_FILE);
  const options = serviceDataSourceOptions(url);
  if (options) return options;
  const fallback = { type: 'better-sqlite3', database: ':memory:' } as const;
  const problems = isPostgresUrl(url) ? postgresUrlProblems(url) : [];
  for (const problem of problems) env.complain('DATABASE_URL', `${withoutPassword(url)} ${problem}`, null);
  if (problems.length > 0) return fallback;
  if (url.startsWith('sqlite:') && url.includes('?'))
    return env.complain('DATABASE_URL', 'names an SQLite file, which has no parameters: leave out the ?', fallback);
  // The value is not repeated: it may contain a password.
  env.complain(
    'DATABASE_URL',
    'must be sqlite:<file>, sqlite::memory: or postgres://<user>:<password>@<host>:<port>/<database>',
    null,
  );
  return fallback;
}

/**
 * Metrics and documentation are served on the operations port if there is one, otherwise on the service's port. There,
 * they need authentication, except on loopback.
 */
function readOperations(env: EnvReader, auth: Pick<Settings, 'host' | 'identity'>, port: number): OperationsOptions {
  const isOpen = auth.identity.mode === 'none';
  const host = env.text('OPERATIONS_HOST', '127.0.0.1');
  const needsLogin = !isOpen && !isLoopback(auth.host);
  if (env.text('OPERATIONS_PORT', undefined) === undefined) {
    if (host !== '127.0.0.1') env.complain('OPERATIONS_HOST', 'is only used with OPERATIONS_PORT', null);
    return { port: null, host, needsLogin };
  }
  const operationsPort = env.integer('OPERATIONS_PORT', 0, 0, 65_535);
  if (operationsPort === port && port !== 0) env.complain('OPERATIONS_PORT', 'must differ from PORT', null);
  if (isOpen && !isLoopback(host) && !env.flag('ALLOW_UNAUTHENTICATED', false))
    env.complain('OPERATIONS_HOST', `${host} is not on loopback: set AUTH_MODE, or ALLOW_UNAUTHENTICATED=true`, null);
  return { port: operationsPort, host, needsLogin };
}

/** SQLite serves one process: others would wait for its lock, and events are not passed on between processes. */
function readWorkers(env: EnvReader): number {
  const workers = env.integer('WORKERS', 1, 1, 64);
  const isPostgres = /^postgres(ql)?:/.test(env.text('DATABASE_URL', SQLITE_FILE));
  if (workers === 1 || isPostgres) return workers;
  return env.complain('WORKERS', 'needs PostgreSQL: with SQLite, only one process can serve', 1);
}

function readClaude(env: EnvReader): ClaudeModuleOptions {
  const baseUrl = env.text('ANTHROPIC_BASE_URL', undefined);
  const fault = baseUrl === undefined ? null : baseUrlFault(baseUrl, 'ANTHROPIC_BASE_URL');
  if (fault !== null) env.problems.push(fault);
  const defaultModel = env.text('CLAUDE_MODEL', 'claude-sonnet-5-5');
  if (!MODEL_NAME.test(defaultModel))
    env.complain('CLAUDE_MODEL', 'must be the name of a Claude model, such as claude-sonnet-5-5', '');
  const maxConcurrency = env.integer('CLAUDE_MAX_CONCURRENCY', 64, 1, 10_000);
  // With AUTH_MODE=none there is only one tenant, so no slots are kept free for others.
  const isOneTenant = env.text('AUTH_MODE', 'none') === 'none';
  const ofTenant = isOneTenant ? maxConcurrency : Math.max(Math.floor(maxConcurrency * TENANT_SHARE), 1);
  const ofUser = Math.min(Math.max(Math.ceil(maxConcurrency * USER_SHARE), 2), maxConcurrency);
  return {
    apiKey: env.required(
      'ANTHROPIC_API_KEY',
      'put your key into the environment or into .env, or try `npm run demo`, which needs none',
    ),
    ...(baseUrl !== undefined && { baseUrl }),
    defaultModel,
    defaultMaxTokens: env.integer('CLAUDE_MAX_TOKENS', 4096, 1, 128_000),
    timeoutMs: env.integer('CLAUDE_TIMEOUT_MS', 600_000, 1, 3_600_000),
    maxRetries: env.integer('CLAUDE_MAX_RETRIES', 2, 0, 10),
    maxConcurrency,
    maxConcurrencyPerTenant: env.integer('CLAUDE_TENANT_CONCURRENCY', ofTenant, 1, 10_000),
    maxConcurrencyPerUser: env.integer('CLAUDE_USER_CONCURRENCY', ofUser, 1, 10_000),
    prices: readPrices(env),
  };
}

function readPrices(env: EnvReader): readonly PriceEntry[] {
  const file = env.text('CLAUDE_PRICES_FILE', undefined);
  if (file === undefined) return [];
  try {
    return parsePrices(readFileSync(file, 'utf8'));
  } catch (error) {
    return env.complain(
      'CLAUDE_PRICES_FILE',
      `${file}: ${error instanceof Error ? error.message : 'cannot be read'}`,
      [],
    );
  }
}
