import type { AuditModuleOptions } from '../audit/index.js';
import type { EnvReader } from './env-reader.js';

/** What is recorded of what is done. */
export function readAudit(env: EnvReader): AuditModuleOptions {
  return { isEnabled: env.flag('AUDIT_ENABLED', true) };
}
