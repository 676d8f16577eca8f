import { createHmac, hkdfSync } from 'node:crypto';
import { UnreadableContentError } from './encryption.errors.js';
import type { ProtectedRow, ProtectedTable } from './protected-table.js';
import { open, seal } from './sealed-text.js';

type Values = Record<string, unknown>;

/** What can be done under one data key; each use has a key of its own, derived from it. */
export class ContentKey {
  private readonly contentKey: Buffer;
  private readonly digestKey: Buffer;
  private readonly searchKey: Buffer;

  constructor(
    readonly id: string,
    secret: Buffer,
  ) {
    this.contentKey = derive(secret, 'content');
    this.digestKey = derive(secret, 'digest');
    this.searchKey = derive(secret, 'search');
  }

  /** The row as it is stored: what it says is encrypted, bound to its place. */
  seal<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row): Row {
    const sealed: Values = { ...(row as object), keyId: this.id };
    for (const column of table.columns) {
      const value = row[column];
      if (value === null || value === undefined) continue;
      sealed[column] = seal(this.contentKey, Buffer.from(JSON.stringify(value)), this.placeOf(table, row, column));
    }
    for (const [digest, column] of Object.entries(table.digests ?? {})) {
      sealed[digest] = this.digest(String(row[column as keyof Row]));
    }
    return sealed as unknown as Row;
  }

  /** The row as it was before. @throws UnreadableContentError when it was changed, or moved from another place */
  open<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row): Row {
    const opened: Values = { ...(row as object), keyId: null };
    for (const column of table.columns) {
      const value = row[column];
      if (value === null || value === undefined) continue;
      opened[column] = this.openValue(table, row, column);
    }
    return opened as unknown as Row;
  }

  /** As `sha256`, but of use to nobody who has not the key. */
  digest(text: string): string {
    return createHmac('sha256', this.digestKey).update(text).digest('hex');
  }

  /** Another word for a word, of 64 bits: the same for the same, and made of what any index takes for one word. */
  readonly hide = (word: string): string =>
    createHmac('sha256', this.searchKey).update(word).digest().readBigUInt64BE().toString(36);

  private openValue<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    row: Row,
    column: keyof Row & string,
  ): unknown {
    try {
      return JSON.parse(open(this.contentKey, String(row[column]), this.placeOf(table, row, column)).toString());
    } catch (error) {
      // Neither OpenSSL's words nor the value are for anybody's log.
      throw new UnreadableContentError(table.name, column, table.idOf(row), (error as { code?: string }).code);
    }
  }

  private placeOf<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row, column: string): string[] {
    return [table.name, column, table.idOf(row), row.tenantId, this.id];
  }
}

function derive(secret: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `reprise ${use}`, 32));
}
