import { statSync } from 'node:fs';
import type { Settings } from './app.env.js';
import type { Environment } from './env-reader.js';

/** All permissions of the group and of other users. */
const GROUP_AND_OTHERS = 0o077;

/**
 * One warning for each file with content or secrets that other users of the machine can access, with the command that
 * fixes it. None on Windows, which has no such modes.
 */
export function insecureFileWarnings(
  settings: Pick<Settings, 'database' | 'audit'>,
  environment: Environment,
): string[] {
  if (process.platform === 'win32') return [];
  return pathsOf(settings, environment).flatMap((path) => {
    const mode = modeOf(path);
    if (mode === null || (mode & GROUP_AND_OTHERS) === 0) return [];
    return `${path} is open to other users (mode ${mode.toString(8).padStart(4, '0')}): chmod 600 ${path}`;
  });
}

function pathsOf({ database, audit }: Pick<Settings, 'database' | 'audit'>, environment: Environment): string[] {
  const file = database.type === 'better-sqlite3' ? database.database : undefined;
  const files = file === undefined ? [] : [file, `${file}-wal`, `${file}-shm`];
  const { AUDIT_SIGNING_KEY_FILE: signingKey, ENCRYPTION_KEYS_FILE: keys } = environment;
  return [...files, audit.mirrorFile, signingKey?.trim(), keys?.trim(), '.env'].filter((path) => !!path) as string[];
}

/** `null` if there is no such file. A file that cannot be accessed is reported by the code that opens it. */
function modeOf(path: string): number | null {
  try {
    const found = statSync(path);
    return found.isFile() ? found.mode & 0o777 : null;
  } catch {
    return null;
  }
}
