import { createHash } from 'node:crypto';
import { Pauses } from './pauses.js';

/** A line of an export: what it is, and its fields. */
export interface NdjsonRecord {
  readonly type: string;
}

/** How an export ends. */
export interface NdjsonTotals {
  /** How many lines there are of each type. */
  readonly counts: Readonly<Record<string, number>>;
  /** SHA-256 of every byte before the manifest's line. */
  readonly sha256: string;
}

/** Lines are handed over in pieces of about this size, in characters: one record at a time would cost more than it is. */
const PIECE = 65_536;

/**
 * Newline-delimited JSON: one record a line, and last of all a manifest, without which the export is not whole. Reads on only
 * when it is asked for more, and holds no more than a piece.
 * @param types every type there may be, so that one of which there is nothing is counted as well
 * @param manifest makes the fields of the last line; what it throws ends the export without one
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
