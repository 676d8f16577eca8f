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
/** How much of `CLAUDE_MAX_CONCURRENCY` one tenant and one user may have, so that their slow calls do not stop those of others. */
const TENANT_SHARE = 0.75;
const USER_SHARE = 0.5;
const SQLITE_FILE = 'sqlite:./data/reprise.db';

/** The service's settings, checked; the contract's table says what each means. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly httpAdapter: HttpAdapterName;
  /** What `Host` may name besides loopback; `null`: anything. */
  readonly allowedHosts: readonly string[] | null;
  readonly identity: IdentityModuleOptions;
  readonly database: DataSourceOptions;
  readonly migrate: boolean;
  /** How many processes serve the port together. */
  readonly workers: number;
  /** How long a process is taken for alive after its last sign of life, in milliseconds. */
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

/** Every mistake in the environment, a line each, naming its variable. */
export class EnvironmentError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Reprise cannot start:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

/** @throws EnvironmentError naming every wrong setting at once */
export function readSettings(source: Environment): Settings {
  const { settings, problems } = inspectSettings(source);
  if (problems.length > 0) throw new EnvironmentError(problems);
  return settings;
}

/** The settings as far as they are right, with the defaults for the others, and what is wrong with those. */
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

/** The database alone, for migrations, which need no API key. */
export function readDatabaseSettings(source: Environment): DataSourceOptions {
  return checked(source, readDatabase);
}

/** What it takes to work on the store without Claude. */
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
  const instead = { type: 'better-sqlite3', database: ':memory:' } as const;
  const problems = isPostgresUrl(url) ? postgresUrlProblems(url) : [];
  for (const problem of problems) env.complain('DATABASE_URL', `${withoutPassword(url)} ${problem}`, null);
  if (problems.length > 0) return instead;
  if (url.startsWith('sqlite:') && url.includes('?'))
    return env.complain('DATABASE_URL', 'names a file of SQLite, which takes no parameters: leave out the ?', instead);
  // The value stays out of the message: it may hold a password.
  env.complain(
    'DATABASE_URL',
    'must be sqlite:<file>, sqlite::memory: or postgres://<user>:<password>@<host>:<port>/<database>',
    null,
  );
  return instead;
}

/** Where metrics and documentation are: at a port of their own, else beside the routes, without a credential on loopback only. */
function readOperations(env: EnvReader, auth: Pick<Settings, 'host' | 'identity'>, port: number): OperationsOptions {
  const isOpen = auth.identity.mode === 'none';
  const host = env.text('OPERATIONS_HOST', '127.0.0.1');
  const needsLogin = !isOpen && !isLoopback(auth.host);
  if (env.text('OPERATIONS_PORT', undefined) === undefined) {
    if (host !== '127.0.0.1') env.complain('OPERATIONS_HOST', 'means something with OPERATIONS_PORT only', null);
    return { port: null, host, needsLogin };
  }
  const own = env.integer('OPERATIONS_PORT', 0, 0, 65_535);
  if (own === port && port !== 0) env.complain('OPERATIONS_PORT', 'must be another one than PORT', null);
  if (isOpen && !isLoopback(host) && !env.flag('ALLOW_UNAUTHENTICATED', false))
    env.complain('OPERATIONS_HOST', `${host} is not on loopback: set AUTH_MODE, or ALLOW_UNAUTHENTICATED=true`, null);
  return { port: own, host, needsLogin };
}

/** SQLite is a file of one process: others would wait for its lock, and hear nothing of what is under way. */
function readWorkers(env: EnvReader): number {
  const workers = env.integer('WORKERS', 1, 1, 64);
  const isPostgres = /^postgres(ql)?:/.test(env.text('DATABASE_URL', SQLITE_FILE));
  if (workers === 1 || isPostgres) return workers;
  return env.complain('WORKERS', 'needs PostgreSQL: on SQLite one process serves', 1);
}

function readClaude(env: EnvReader): ClaudeModuleOptions {
  const baseUrl = env.text('ANTHROPIC_BASE_URL', undefined);
  const fault = baseUrl === undefined ? null : baseUrlFault(baseUrl, 'ANTHROPIC_BASE_URL');
  if (fault !== null) env.problems.push(fault);
  const defaultModel = env.text('CLAUDE_MODEL', 'claude-sonnet-5-5');
  if (!MODEL_NAME.test(defaultModel))
    env.complain('CLAUDE_MODEL', 'must be the name of a Claude model, such as claude-sonnet-5-5', '');
  const maxConcurrency = env.integer('CLAUDE_MAX_CONCURRENCY', 64, 1, 10_000);
  // With AUTH_MODE=none there is one tenant, and no other to keep slots free for.
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
