import { UnreadableContentError, UnsealedContentError } from './encryption.errors.js';
import type { Proof, ProtectedRow, ProtectedTable } from './protected-table.js';
import { versionOf } from './sealed-text.js';

/**
 * A row without a key, as it is.
 * @throws UnsealedContentError where it has content that must be authenticated; UnreadableContentError where its content
 * is encrypted all the same
 */
export function plainRow<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row, proof: Proof): Row {
  const values = table.columns.map((column) => row[column]).filter((value) => value !== null && value !== undefined);
  if (values.length === 0) return row;
  // A document is never a text of a plain row; a text of a user's may look like one that is sealed.
  if (versionOf(row[table.whole.column]) !== null || values.every((value) => versionOf(value) !== null))
    throw new UnreadableContentError(table.name, 'key_id', table.idOf(row));
  if (proof !== 'any') throw new UnsealedContentError(table.name, table.idOf(row), 'plain');
  return row;
}
