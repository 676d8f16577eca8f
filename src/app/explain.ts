import { DatabaseUnavailableError, isUnavailable, UnfitDatabaseError } from '../database/index.js';
import { EnvironmentError } from './app.env.js';

/** Why the service could not start, in lines an operator can act on, without a password or a stack. */
export function explain(error: unknown): string {
  return error instanceof EnvironmentError ? error.message : `Reprise cannot start:\n  ${reasonOf(error)}`;
}

/** The same of whatever an operator started, in a few words. */
export function reasonOf(error: unknown): string {
  if (error instanceof EnvironmentError) return error.problems.join('\n');
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'EADDRINUSE') return taken(error as { readonly address?: string; readonly port?: number });
  if (error instanceof UnfitDatabaseError) return `DATABASE_URL names ${error.message}`;
  // Of what the driver says only the code is told: it may well repeat the address.
  if (error instanceof DatabaseUnavailableError && error.cause !== undefined) return reasonOf(error.cause);
  if (isUnavailable(error)) return `DATABASE_URL names a database that does not answer (${String(code ?? message)})`;
  return String(message ?? error);
}

function taken({ address = 'this address', port }: { readonly address?: string; readonly port?: number }): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `PORT ${port ?? ''} on ${host} is taken by another program: stop it, or set another PORT or HOST`;
}
