import { createHmac, hkdfSync } from 'node:crypto';
import { digestOf, jsonPieces, type Owner } from '../common/index.js';
import { UnreadableContentError, UnsealedContentError } from './encryption.errors.js';
import type { Proof, ProtectedRow, ProtectedTable } from './protected-table.js';
import { headOf, open, type Place, seal, versionOf } from './sealed-text.js';

type Values = Record<string, unknown>;

/** Bound to table, column, row, tenant and key only. Values in this format are still read, but never written. */
export const OLD_FORMAT = 1;
/** Also bound to the user and the row's place. One value of each row is bound to all other fields of the row. */
export const FORMAT = 2;

/** A data key. Encryption, digests and search use separate keys derived from it. */
export class ContentKey {
  readonly id: string;
  /** The owner of the rows that this key seals and opens. */
  readonly owner: Owner;
  private readonly contentKey: Buffer;
  private readonly digestKey: Buffer;
  private readonly searchKey: Buffer;

  constructor({ id, tenantId, userId }: Owner & { readonly id: string }, secret: Buffer) {
    this.id = id;
    this.owner = { tenantId, userId };
    this.contentKey = derive(secret, 'content');
    this.digestKey = derive(secret, 'digest');
    this.searchKey = derive(secret, 'search');
  }

  /** The row as it is stored: its content is encrypted and bound to its place and to the rest of the row. */
  seal<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row): Row {
    const sealed: Values = { ...(row as object), keyId: this.id };
    for (const [digest, column] of Object.entries(table.digests ?? {})) {
      sealed[digest] = this.digest(String(row[column as keyof Row]));
    }
    // The value that is bound to the others is sealed last.
    const columns = [...table.columns.filter((column) => column !== table.whole.column), table.whole.column];
    for (const column of columns) {
      const value = row[column];
      if (value === null || value === undefined) continue;
      const place = this.placeOf(table, sealed as unknown as Row, column);
      sealed[column] = seal(this.contentKey, Buffer.from(JSON.stringify(value)), place, FORMAT);
    }
    return sealed as unknown as Row;
  }

  /**
   * Decrypts a sealed row.
   * @param proof `any` also accepts values in the old format; `whole` requires that all columns of the row were read
   * @throws UnreadableContentError if the row was changed, or moved from another place
   * @throws UnsealedContentError if the row is in the old format and `proof` is `whole`
   */
  open<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row, proof: Proof = 'any'): Row {
    const { tenantId, userId } = this.owner;
    if (row.tenantId !== tenantId || row.userId !== userId)
      throw new UnreadableContentError(table.name, 'user_id', table.idOf(row), 'the key belongs to another user');
    const opened: Values = { ...(row as object), keyId: null };
    for (const column of table.columns) {
      const value = row[column];
      if (value === null || value === undefined) continue;
      opened[column] = this.openValue(table, row, column);
      if (proof === 'whole' && versionOf(value) !== FORMAT)
        throw new UnsealedContentError(table.name, table.idOf(row), 'old_format');
    }
    return opened as unknown as Row;
  }

  /** Keyed SHA-256 digest of a text. */
  digest(text: string): string {
    return createHmac('sha256', this.digestKey).update(text).digest('hex');
  }

  /** The digest of a value's JSON, made with pauses for the event loop where it is long. */
  digestOfJson(value: unknown): Promise<string> {
    return digestOf(createHmac('sha256', this.digestKey), jsonPieces(value));
  }

  /**
   * A keyed 64-bit pseudonym of a word. It is deterministic, and consists of characters that both search indexes treat
   * as one token.
   */
  readonly hide = (word: string): string =>
    createHmac('sha256', this.searchKey).update(word).digest().readBigUInt64BE().toString(36);

  private openValue<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    row: Row,
    column: keyof Row & string,
  ): unknown {
    try {
      const sealed = String(row[column]);
      const version = versionOf(sealed);
      if (version !== FORMAT && version !== OLD_FORMAT) throw new Error('not a sealed text');
      const place =
        version === FORMAT
          ? this.placeOf(table, row, column)
          : [table.name, column, table.idOf(row), row.tenantId, this.id];
      return JSON.parse(open(this.contentKey, sealed, place).toString());
    } catch (error) {
      // The error must contain neither OpenSSL's message nor the value, because it is logged.
      throw new UnreadableContentError(table.name, column, table.idOf(row), (error as { code?: string }).code);
    }
  }

  private placeOf<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row, column: keyof Row & string): Place {
    const { whole, place = [] } = table;
    const others = table.columns.filter((other) => other !== whole.column);
    const where: unknown[] = [FORMAT, table.name, column, table.idOf(row), row.tenantId, row.userId, this.id];
    where.push(place.map((field) => plainOf(row[field])));
    where.push(others.map((other) => row[other] === null || row[other] === undefined));
    if (column !== whole.column) return where;
    where.push(whole.fields.map((field) => plainOf(row[field])));
    // Binds the row to these exact ciphertexts, so that an older one of the same place cannot be put back.
    where.push(others.map((other) => (row[other] ? headOf(String(row[other])) : null)));
    return where;
  }
}

function plainOf(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : (value ?? null);
}

function derive(secret: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `reprise ${use}`, 32));
}
