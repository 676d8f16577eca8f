import { createHash } from 'node:crypto';
import { Pauses } from './pauses.js';

/** One record of an export: its type and its fields. */
export interface NdjsonRecord {
  readonly type: string;
}

/** Totals for the manifest of an export. */
export interface NdjsonTotals {
  /** Number of lines of each type. */
  readonly counts: Readonly<Record<string, number>>;
  /** SHA-256 of all bytes before the manifest. */
  readonly sha256: string;
}

/** Approximate size of a yielded piece, in characters. Yielding each record by itself would be slow. */
const PIECE = 65_536;

/**
 * Converts records to newline-delimited JSON with a manifest as the last line, without which an export is incomplete.
 * Reads records on demand and buffers at most one piece.
 * @param types all possible types, so that a type without records is counted as 0
 * @param manifest returns the fields of the last line; if it throws, there is no manifest
 */
export async function* toNdjson(
  records: AsyncIterable<NdjsonRecord>,
  types: readonly string[],
  manifest: (totals: NdjsonTotals) => object | Promise<object>,
): AsyncGenerator<string, void> {
  const hash = createHash('sha256');
  const counts: Record<string, number> = Object.fromEntries(types.map((type) => [type, 0]));
  const pauses = new Pauses();
  let piece = '';
  for await (const record of records) {
    counts[record.type] = (counts[record.type] ?? 0) + 1;
    piece += `${JSON.stringify(record)}\n`;
    if (pauses.isDue) await pauses.next();
    if (piece.length < PIECE) continue;
    hash.update(piece);
    yield piece;
    piece = '';
  }
  hash.update(piece);
  const last = await manifest({ counts, sha256: hash.digest('hex') });
  yield `${piece}${JSON.stringify({ type: 'manifest', ...last })}\n`;
}
