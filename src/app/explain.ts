import { isUnavailable } from '../database/index.js';
import { EnvironmentError } from './app.env.js';

/** Why the service could not start, in lines an operator can act on, without a password or a stack. */
export function explain(error: unknown): string {
  if (error instanceof EnvironmentError) return error.message;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'EADDRINUSE')
    return 'Reprise cannot start:\n  PORT is taken by another program: stop it, or set another PORT';
  if (isUnavailable(error))
    return `Reprise cannot start:\n  DATABASE_URL names a database that does not answer (${String(code ?? message)})`;
  return `Reprise cannot start:\n  ${String(message ?? error)}`;
}
