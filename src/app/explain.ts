import { DatabaseUnavailableError, isUnavailable, UnfitDatabaseError } from '../database/index.js';
import { EnvironmentError } from './app.env.js';

/** Explains to the operator why the service could not start, without a password or a stack trace. */
export function explain(error: unknown): string {
  return error instanceof EnvironmentError ? error.message : `Reprise cannot start:\n  ${reasonOf(error)}`;
}

/** Explains an error of any command to the operator, in a few words. */
export function reasonOf(error: unknown): string {
  if (error instanceof EnvironmentError) return error.problems.join('\n');
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'EADDRINUSE') return portInUse(error as { readonly address?: string; readonly port?: number });
  if (error instanceof UnfitDatabaseError) return `DATABASE_URL names ${error.message}`;
  // Only the driver's error code is shown: its message may contain the URL.
  if (error instanceof DatabaseUnavailableError && error.cause !== undefined) return reasonOf(error.cause);
  if (isUnavailable(error)) return `DATABASE_URL names a database that does not answer (${String(code ?? message)})`;
  return String(message ?? error);
}

function portInUse({ address = 'this address', port }: { readonly address?: string; readonly port?: number }): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `PORT ${port ?? ''} on ${host} is in use by another program: stop it, or set another PORT or HOST`;
}
