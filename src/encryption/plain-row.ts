import { UnreadableContentError, UnsealedContentError } from './encryption.errors.js';
import type { Proof, ProtectedRow, ProtectedTable } from './protected-table.js';
import { versionOf } from './sealed-text.js';

/**
 * Returns a row without a key unchanged.
 * @throws UnsealedContentError if `proof` requires that its content is authenticated
 * @throws UnreadableContentError if its content is encrypted, so that its key id was removed
 */
export function plainRow<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row, proof: Proof): Row {
  const values = table.columns.map((column) => row[column]).filter((value) => value !== null && value !== undefined);
  if (values.length === 0) return row;
  // The document column of a plain row is never a string. A user's text, however, may look like sealed text.
  if (versionOf(row[table.whole.column]) !== null || values.every((value) => versionOf(value) !== null))
    throw new UnreadableContentError(table.name, 'key_id', table.idOf(row));
  if (proof !== 'any') throw new UnsealedContentError(table.name, table.idOf(row), 'plain');
  return row;
}
