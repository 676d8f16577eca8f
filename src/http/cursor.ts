import type { Keyset } from '../common/index.js';
import { validationFailed } from './request-pipe.js';

const SHAPE = /^2\|(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\|([0-9a-f-]{36})\|([\w-]{22})$/;
const NOT_OURS = 'must be a next_cursor of this list, unchanged';
const OF_ANOTHER =
  'is of another list, of this one with other parameters, or of another database: send the parameters that it came with, or begin without a cursor';

/**
 * A place in a list as an opaque token. It grants nothing: whose rows are shown is what the query says that it is used in.
 * @param scope names the list, the database and what it was asked for
 */
export function encodeCursor({ at, id }: Keyset, scope: string): string {
  return Buffer.from(`2|${at.toISOString()}|${id}|${scope}`, 'latin1').toString('base64url');
}

/** @throws a validation problem for anything `encodeCursor` does not make, or made with another scope */
export function decodeCursor(cursor: string, scope: string): Keyset {
  const [, instant, id, made] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const at = new Date(instant ?? NaN);
  if (
    id === undefined ||
    made === undefined ||
    Number.isNaN(at.getTime()) ||
    encodeCursor({ at, id }, made) !== cursor
  ) {
    throw validationFailed([{ field: 'cursor', message: NOT_OURS }]);
  }
  if (made !== scope) throw validationFailed([{ field: 'cursor', message: OF_ANOTHER }]);
  return { at, id };
}
