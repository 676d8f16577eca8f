import { type Environment, insecureFileWarnings, reasonOf, type Settings } from '../app/index.js';
import { ClaudeClient, ClaudeModule } from '../claude/index.js';
import { CommonModule } from '../common/index.js';
import {
  checkDatabase as probeDatabase,
  isMissing,
  type MigrationState,
  readMigrations,
  UnfitDatabaseError,
} from '../database/index.js';
import type { UnsealedRows } from '../encryption/index.js';
import { probeRedis } from '../rate-limits/index.js';
import { isAnyUnsealed, readEncryptionState } from './encryption.command.js';
import { withContext } from './context.js';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** A problem that does not keep the service from working. */
  readonly warning?: true;
  /** What was found, and how to fix a problem. */
  readonly detail: string;
}

const UNKNOWN_STATE = { keys: [], unsealed: [] };
const JWKS_TIMEOUT_MS = 5_000;

export async function checkDatabase({ database, migrate }: Settings): Promise<Check[]> {
  const file = database.type === 'better-sqlite3' ? database.database : null;
  try {
    await probeDatabase(database);
    if (isMissing(database))
      return [pass('database', `${file} does not exist yet; the service creates it at its first start`)];
    const migrations = await readMigrations(database);
    return [pass('database', `${file ?? 'PostgreSQL'} is reachable`), checkSchema(migrations, migrate)];
  } catch (error) {
    const remedy = error instanceof UnfitDatabaseError ? '' : ': start it, or correct DATABASE_URL';
    return [fault('database', `${reasonOf(error)}${remedy}`)];
  }
}

function checkSchema(migrations: readonly MigrationState[], migratesAtStart: boolean): Check {
  const count = (wanted: MigrationState['status']) => migrations.filter(({ status }) => status === wanted).length;
  if (count('unknown') > 0)
    return fault('schema', `${count('unknown')} migrations come from a newer version of Reprise: use that version`);
  const pending = count('pending');
  if (pending === 0) return pass('schema', `all ${count('run')} migrations have run`);
  return migratesAtStart
    ? pass('schema', `${pending} migrations are pending; the next start of the service runs them`)
    : fault('schema', `${pending} migrations are pending: run \`reprise migrate\``);
}

export async function checkClaude({ claude }: Settings): Promise<Check[]> {
  const { defaultModel = '', ...options } = claude;
  const module = ClaudeModule.forRoot({ ...options, imports: [CommonModule.forRoot()] });
  try {
    await withContext(module, (context) => context.get(ClaudeClient, { strict: false }).limitsOf(defaultModel));
    return [pass('claude', `Claude accepts the key and knows ${defaultModel}`)];
  } catch (error) {
    return [fault('claude', `${reasonOf(error)} Check ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL and CLAUDE_MODEL.`)];
  }
}

/** Checks that all master keys exist and all rows are sealed. If the database cannot be read, its own check reports that. */
export async function checkEncryption(settings: Settings): Promise<Check[]> {
  if (isMissing(settings.database)) return [];
  const { keys, unsealed } = await readEncryptionState({ ...settings, migrate: false }).catch(() => UNKNOWN_STATE);
  const missing = keys.filter(({ state }) => state === 'missing');
  if (keys.length === 0) return [];
  const checks =
    missing.length === 0
      ? [pass('encryption', `all ${keys.length} master keys in use are configured`)]
      : missing.map(({ name, dataKeys }) =>
          fault(
            'encryption',
            `master key ${name} is missing, but wraps ${dataKeys} data keys: add it to ENCRYPTION_KEYS`,
          ),
        );
  return settings.encryption.masterKeys ? [...checks, checkSealed(unsealed, settings.encryption.strict)] : checks;
}

function checkSealed(unsealed: readonly UnsealedRows[], isStrict = false): Check {
  if (!isAnyUnsealed(unsealed))
    return pass('sealed', isStrict ? 'every row is sealed' : 'every row is sealed: set ENCRYPTION_STRICT=true');
  const plain = unsealed.reduce((sum, row) => sum + row.plain, 0);
  const old = unsealed.reduce((sum, row) => sum + row.oldFormat, 0);
  const found = `${plain} rows are plain and ${old} in the old format`;
  return isStrict
    ? fault('sealed', `${found}, and ENCRYPTION_STRICT refuses them: run \`reprise encryption seal\``)
    : pass('sealed', `${found}: run \`reprise encryption seal\``);
}

/** Warns of files with content or keys that other users of the machine can read. */
export function checkFiles(settings: Settings, environment: Environment): Check[] {
  return insecureFileWarnings(settings, environment).map((detail) => ({
    name: 'files',
    ok: true,
    warning: true,
    detail,
  }));
}

export async function checkRedis({ limits }: Settings): Promise<Check[]> {
  if (limits.redisUrl === undefined) return [];
  try {
    await probeRedis(limits.redisUrl);
    return [pass('redis', 'Redis is reachable')];
  } catch (error) {
    const { code, name } = error as { code?: unknown; name?: unknown };
    return [
      fault(
        'redis',
        `REDIS_URL names a Redis that does not respond (${String(code ?? name)}): start it, or correct REDIS_URL`,
      ),
    ];
  }
}

/** Checks that the public keys of the token issuer can be read, with AUTH_MODE=jwt. */
export async function checkLogin({ identity }: Settings): Promise<Check[]> {
  if (identity.mode !== 'jwt' || !identity.jwt) return [];
  const failed = (reason: string) => [
    fault('login', `AUTH_JWKS_URL ${reason}: correct it, or start the identity provider`),
  ];
  try {
    const answer = await fetch(identity.jwt.jwksUrl, { signal: AbortSignal.timeout(JWKS_TIMEOUT_MS) });
    if (!answer.ok) return failed(`returns status ${answer.status}`);
    const { keys } = (await answer.json()) as { keys?: unknown };
    if (!Array.isArray(keys) || keys.length === 0) return failed('does not return a JSON Web Key Set');
    return [pass('login', `the identity provider publishes ${keys.length} keys`)];
  } catch (error) {
    return failed(error instanceof SyntaxError ? 'does not return a JSON Web Key Set' : 'does not respond');
  }
}

function pass(name: string, detail: string): Check {
  return { name, ok: true, detail };
}

function fault(name: string, detail: string): Check {
  return { name, ok: false, detail };
}
