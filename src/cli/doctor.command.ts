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

/** Checks everything that the service needs, and explains how to fix each problem. */
export async function examine(environment: Environment): Promise<Answer> {
  const { settings, problems } = inspectSettings(environment);
  /** Skips checks that depend on an invalid setting: the setting itself is reported. */
  const ifValid = (prefix: RegExp, check: () => Promise<Check[]>) =>
    problems.some((problem) => prefix.test(problem)) ? Promise.resolve([]) : check();
  const found = await Promise.all([
    ifValid(/^DATABASE_/, () => checkDatabase(settings)),
    ifValid(/^(ANTHROPIC_|CLAUDE_(MODEL|TIMEOUT_MS) )/, () => checkClaude(settings)),
    ifValid(/^(REDIS_|RATE_LIMIT_)/, () => checkRedis(settings)),
    ifValid(/^(DATABASE_|ENCRYPTION_)/, () => checkEncryption(settings)),
    ifValid(/^AUTH_/, () => checkLogin(settings)),
  ]);
  const checks = [...checkSettings(problems), ...found.flat(), ...checkFiles(settings, environment)];
  const ok = checks.every((check) => check.ok);
  return {
    document: { ok, checks },
    text: table(checks.map((check) => [check.warning ? 'warn' : check.ok ? 'ok' : 'fault', check.name, check.detail])),
    hasProblems: !ok,
  };
}

function checkSettings(problems: readonly string[]): Check[] {
  if (problems.length === 0) return [{ name: 'settings', ok: true, detail: 'all settings are valid' }];
  return problems.map((detail) => ({ name: 'settings', ok: false, detail }));
}
