import type { RetentionOptions } from '../privacy/index.js';
import type { EnvReader } from './env-reader.js';

const MOST_DAYS = 36_500;
/** What budgets and usage of the running and the last month are told from stays. */
const FEWEST_LEDGER_DAYS = 62;

/** How long what is stored is kept: for good, unless it is said otherwise. What proves something outlives it. */
export function readRetention(env: EnvReader): Required<RetentionOptions> {
  const contentDays = readDays(env, 'RETENTION_DAYS', 1);
  const ledgerDays = readDays(env, 'LEDGER_RETENTION_DAYS', FEWEST_LEDGER_DAYS);
  const auditDays = readDays(env, 'AUDIT_RETENTION_DAYS', 1);
  for (const [name, days] of [
    ['LEDGER_RETENTION_DAYS', ledgerDays],
    ['AUDIT_RETENTION_DAYS', auditDays],
  ] as const) {
    if (contentDays !== null && days !== null && days < contentDays)
      env.complain(name, `must not be shorter than RETENTION_DAYS, which is ${contentDays}`, null);
  }
  return { contentDays, ledgerDays, auditDays };
}

function readDays(env: EnvReader, name: string, fewest: number): number | null {
  return env.text(name, undefined) === undefined ? null : env.integer(name, fewest, fewest, MOST_DAYS);
}
