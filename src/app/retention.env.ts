import type { RetentionOptions } from '../privacy/index.js';
import type { EnvReader } from './env-reader.js';

const MAX_DAYS = 36_500;
/** Budgets and usage of the current and the previous month are computed from the ledger. */
const MIN_LEDGER_DAYS = 62;

/** How long data is kept; for ever by default. The ledger and the audit trail must be kept at least as long as content. */
export function readRetention(env: EnvReader): Required<RetentionOptions> {
  const contentDays = readDays(env, 'RETENTION_DAYS', 1);
  const ledgerDays = readDays(env, 'LEDGER_RETENTION_DAYS', MIN_LEDGER_DAYS);
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

function readDays(env: EnvReader, name: string, minDays: number): number | null {
  return env.text(name, undefined) === undefined ? null : env.integer(name, minDays, minDays, MAX_DAYS);
}
