import { statSync } from 'node:fs';
import type { Settings } from './app.env.js';
import type { Environment } from './env-reader.js';

/** Any permission of the group or of others. */
const OF_OTHERS = 0o077;

/**
 * Files with what users said or with secrets that others than the service's own user may reach, each with what to do about it.
 * None on Windows, where the mode says nothing.
 */
export function looseFiles(settings: Pick<Settings, 'database' | 'audit'>, environment: Environment): string[] {
  if (process.platform === 'win32') return [];
  return pathsOf(settings, environment).flatMap((path) => {
    const mode = modeOf(path);
    if (mode === null || (mode & OF_OTHERS) === 0) return [];
    return `${path} is open to other users (mode ${mode.toString(8).padStart(4, '0')}): chmod 600 ${path}`;
  });
}

function pathsOf({ database, audit }: Pick<Settings, 'database' | 'audit'>, environment: Environment): string[] {
  const file = database.type === 'better-sqlite3' ? database.database : undefined;
  const files = file === undefined ? [] : [file, `${file}-wal`, `${file}-shm`];
  const { AUDIT_SIGNING_KEY_FILE: signingKey, ENCRYPTION_KEYS_FILE: keys } = environment;
  return [...files, audit.mirrorFile, signingKey?.trim(), keys?.trim(), '.env'].filter((path) => !!path) as string[];
}

/** `null` where there is no such file. That it cannot be reached is for those to say who open it. */
function modeOf(path: string): number | null {
  try {
    const found = statSync(path);
    return found.isFile() ? found.mode & 0o777 : null;
  } catch {
    return null;
  }
}
