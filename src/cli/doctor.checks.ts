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
  /** Something to mend that keeps nothing from working. */
  readonly warning?: true;
  /** What was found, and of a fault what to do about it. */
  readonly detail: string;
}

const NOTHING_READ = { keys: [], unsealed: [] };
const JWKS_TIMEOUT_MS = 5_000;

export async function checkDatabase({ database, migrate }: Settings): Promise<Check[]> {
  const file = database.type === 'better-sqlite3' ? database.database : null;
  try {
    await probeDatabase(database);
    if (isMissing(database))
      return [pass('database', `${file} is not there yet; the service makes it at its first start`)];
    const migrations = await readMigrations(database);
    return [pass('database', `${file ?? 'PostgreSQL'} answers`), checkSchema(migrations, migrate)];
  } catch (error) {
    const remedy = error instanceof UnfitDatabaseError ? '' : ': start it, or correct DATABASE_URL';
    return [fault('database', `${reasonOf(error)}${remedy}`)];
  }
}

function checkSchema(migrations: readonly MigrationState[], migratesAtStart: boolean): Check {
  const count = (wanted: MigrationState['status']) => migrations.filter(({ status }) => status === wanted).length;
  if (count('unknown') > 0)
    return fault('schema', `${count('unknown')} migrations are of a newer version of Reprise: use that version`);
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
    return [pass('claude', `Claude takes the key and knows ${defaultModel}`)];
  } catch (error) {
    return [fault('claude', `${reasonOf(error)} Check ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL and CLAUDE_MODEL.`)];
  }
}

/** What is encrypted, whether it can be read, and what is not sealed. Of a database that is not ready, its own check says so. */
export async function checkEncryption(settings: Settings): Promise<Check[]> {
  if (isMissing(settings.database)) return [];
  const { keys, unsealed } = await readEncryptionState({ ...settings, migrate: false }).catch(() => NOTHING_READ);
  const missing = keys.filter(({ state }) => state === 'missing');
  if (keys.length === 0) return [];
  const checks =
    missing.length === 0
      ? [pass('encryption', `all ${keys.length} master keys that are in use are there`)]
      : missing.map(({ name, dataKeys }) =>
          fault(
            'encryption',
            `master key ${name} opens ${dataKeys} data keys and is not there: add it to ENCRYPTION_KEYS`,
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

/** Whether other users of the machine can read what is stored, or a key. */
export function checkFiles(settings: Settings, environment: Environment): Check[] {
  return insecureFileWarnings(settings, environment).map((detail) => ({ name: 'files', ok: true, warning: true, detail }));
}

export async function checkRedis({ limits }: Settings): Promise<Check[]> {
  if (limits.redisUrl === undefined) return [];
  try {
    await probeRedis(limits.redisUrl);
    return [pass('redis', 'Redis answers')];
  } catch (error) {
    const { code, name } = error as { code?: unknown; name?: unknown };
    return [
      fault('redis', `REDIS_URL names a Redis that does not answer (${String(code ?? name)}): start it, or correct it`),
    ];
  }
}

/** Where tokens are checked: whether their keys can be read. */
export async function checkLogin({ identity }: Settings): Promise<Check[]> {
  if (identity.mode !== 'jwt' || !identity.jwt) return [];
  const wrong = (what: string) => [fault('login', `AUTH_JWKS_URL ${what}: correct it, or start what serves it`)];
  try {
    const answer = await fetch(identity.jwt.jwksUrl, { signal: AbortSignal.timeout(JWKS_TIMEOUT_MS) });
    if (!answer.ok) return wrong(`answers with status ${answer.status}`);
    const { keys } = (await answer.json()) as { keys?: unknown };
    if (!Array.isArray(keys) || keys.length === 0) return wrong('holds no JSON Web Key Set');
    return [pass('login', `the login server publishes ${keys.length} keys`)];
  } catch (error) {
    return wrong(error instanceof SyntaxError ? 'holds no JSON Web Key Set' : 'does not answer');
  }
}

function pass(name: string, detail: string): Check {
  return { name, ok: true, detail };
}

function fault(name: string, detail: string): Check {
  return { name, ok: false, detail };
}
