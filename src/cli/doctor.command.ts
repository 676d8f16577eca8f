import { type Environment, inspectSettings } from '../app/index.js';
import type { Answer } from './answer.js';
import {
  type Check,
  checkClaude,
  checkDatabase,
  checkEncryption,
  checkFiles,
  checkLogin,
  checkRedis,
} from './doctor.checks.js';
import { table } from './table.js';

/** Looks at everything the service needs, and says of each fault what to do about it. */
export async function examine(environment: Environment): Promise<Answer> {
  const { settings, problems } = inspectSettings(environment);
  /** What depends on a setting that is wrong is not looked at: the setting is the fault. */
  const ifRight = (prefix: RegExp, check: () => Promise<Check[]>) =>
    problems.some((problem) => prefix.test(problem)) ? Promise.resolve([]) : check();
  const found = await Promise.all([
    ifRight(/^DATABASE_/, () => checkDatabase(settings)),
    ifRight(/^(ANTHROPIC_|CLAUDE_(MODEL|TIMEOUT_MS) )/, () => checkClaude(settings)),
    ifRight(/^(REDIS_|RATE_LIMIT_)/, () => checkRedis(settings)),
    ifRight(/^(DATABASE_|ENCRYPTION_)/, () => checkEncryption(settings)),
    ifRight(/^AUTH_/, () => checkLogin(settings)),
  ]);
  const checks = [...checkSettings(problems), ...found.flat(), ...checkFiles(settings, environment)];
  const ok = checks.every((check) => check.ok);
  return {
    document: { ok, checks },
    text: table(checks.map((check) => [check.warning ? 'warn' : check.ok ? 'ok' : 'fault', check.name, check.detail])),
    isWanting: !ok,
  };
}

function checkSettings(problems: readonly string[]): Check[] {
  if (problems.length === 0) return [{ name: 'settings', ok: true, detail: 'every setting is valid' }];
  return problems.map((detail) => ({ name: 'settings', ok: false, detail }));
}
