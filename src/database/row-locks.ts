import type { EntityManager } from 'typeorm';

/**
 * Ends a SELECT whose rows nobody else changes until the transaction ends. Who locks several does so by this, sorted by
 * their keys: whoever locks in one order never locks another out. A transaction that writes on SQLite is alone anyway.
 */
export function forUpdate({ dataSource }: EntityManager): string {
  return dataSource.options.type === 'postgres' ? ' FOR UPDATE' : '';
}
