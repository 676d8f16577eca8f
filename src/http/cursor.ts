import type { Keyset } from '../common/index.js';
import { validationFailed } from './request-pipe.js';

const SHAPE = /^1\|(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\|([0-9a-f-]{36})$/;

/** A place in a list as an opaque token. It names no owner: the query it is used in does. */
export function encodeCursor({ at, id }: Keyset): string {
  return Buffer.from(`1|${at.toISOString()}|${id}`, 'latin1').toString('base64url');
}

/** @throws a validation problem for anything `encodeCursor` does not make */
export function decodeCursor(cursor: string): Keyset {
  const [, instant, id] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const at = new Date(instant ?? NaN);
  if (id === undefined || Number.isNaN(at.getTime()) || encodeCursor({ at, id }) !== cursor) {
    throw validationFailed([{ field: 'cursor', message: 'must be a next_cursor of this list, unchanged' }]);
  }
  return { at, id };
}
