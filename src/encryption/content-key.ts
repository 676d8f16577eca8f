import { createHmac, hkdfSync } from 'node:crypto';
import { digestOf, jsonPieces, type Owner } from '../common/index.js';
import { UnreadableContentError, UnsealedContentError } from './encryption.errors.js';
import type { Proof, ProtectedRow, ProtectedTable } from './protected-table.js';
import { headOf, open, type Place, seal, versionOf } from './sealed-text.js';

type Values = Record<string, unknown>;

/** Bound to table, column, row, tenant and key only. It is read until the row is sealed anew, and never written. */
export const OLD_FORMAT = 1;
/** Bound to its user and the row's place besides; one value of each row is bound to all of the row. */
export const FORMAT = 2;

/** What can be done under one data key; each use has a key of its own, derived from it. */
export class ContentKey {
  readonly id: string;
  /** Whose rows it seals and opens. */
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

  /** The row as it is stored: what it says is encrypted, bound to its place and to the rest of the row. */
  seal<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row): Row {
    const sealed: Values = { ...(row as object), keyId: this.id };
    for (const [digest, column] of Object.entries(table.digests ?? {})) {
      sealed[digest] = this.digest(String(row[column as keyof Row]));
    }
    // The one that is bound to the others comes last.
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
   * The row as it was before.
   * @param proof for `any`, values in the old format will do too; for `whole`, what was read of the row must be all of it
   * @throws UnreadableContentError when it was changed, or moved from another place; UnsealedContentError when it is
   * authenticated in the old format only, and that will not do
   */
  open<Row extends ProtectedRow>(table: ProtectedTable<Row>, row: Row, proof: Proof = 'any'): Row {
    const { tenantId, userId } = this.owner;
    if (row.tenantId !== tenantId || row.userId !== userId)
      throw new UnreadableContentError(table.name, 'user_id', table.idOf(row), 'the key is that of another user');
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

  /** As `sha256`, but of use to nobody who has not the key. */
  digest(text: string): string {
    return createHmac('sha256', this.digestKey).update(text).digest('hex');
  }

  /** The same of a value's JSON, with pauses where that is long. */
  digestOfJson(value: unknown): Promise<string> {
    return digestOf(createHmac('sha256', this.digestKey), jsonPieces(value));
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
      const sealed = String(row[column]);
      const version = versionOf(sealed);
      if (version !== FORMAT && version !== OLD_FORMAT) throw new Error('not a sealed text');
      const place =
        version === FORMAT
          ? this.placeOf(table, row, column)
          : [table.name, column, table.idOf(row), row.tenantId, this.id];
      return JSON.parse(open(this.contentKey, sealed, place).toString());
    } catch (error) {
      // Neither OpenSSL's words nor the value are for anybody's log.
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
    // Which texts these are: an older one that was sealed in the same place is another one.
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
