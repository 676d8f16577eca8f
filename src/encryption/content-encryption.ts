import { createHash } from 'node:crypto';
import { digestOf, jsonPieces, type Owner } from '../common/index.js';
import type { ContentKey } from './content-key.js';
import { EncryptionKeyMissingError } from './encryption.errors.js';
import type { Proof, ProtectedRow, ProtectedTable } from './protected-table.js';

/**
 * How repositories keep what users say. Rows in hand are plain; what is written is sealed under its owner's key, and
 * what was read is opened. Never called inside of a read: on SQLite that would wait for itself.
 */
export abstract class ContentEncryption {
  /**
   * The owner's key, in the surrounding transaction, until whose end nobody can destroy it; made where there is none.
   * @returns `null` where nothing is encrypted
   */
  abstract forWriting(owner: Owner): Promise<ContentKey | null>;

  /** The owner's key, to search by; `null` where nothing of the owner's is encrypted. */
  abstract forReading(owner: Owner): Promise<ContentKey | null>;

  /**
   * The rows of one tenant, plain again. Rows whose key was destroyed are not there any more.
   * @param proof how much of them must be authenticated. @default any
   * @throws UnreadableContentError, EncryptionKeyMissingError
   */
  abstract open<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    rows: readonly Row[],
    proof?: Proof,
  ): Promise<Row[]>;

  /** The same, without those that cannot be read: one of them must not hide the others. They are logged. */
  abstract openReadable<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    rows: readonly Row[],
    proof?: Proof,
  ): Promise<Row[]>;

  /** A digest of a value's JSON that users of one tenant share: the same JSON has the same one. */
  abstract digest(owner: Pick<Owner, 'tenantId'>, value: unknown): Promise<string>;

  /** This process has destroyed the key: nothing is opened under it any more. */
  abstract forget(keyId: string): void;

  async openOne<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    row: Row | null,
    proof: Proof = 'any',
  ): Promise<Row | null> {
    return row && ((await this.open(table, [row], proof))[0] ?? null);
  }
}

/** Nothing is encrypted, and nothing is looked up for it. */
export class NoEncryption extends ContentEncryption {
  forWriting(): Promise<null> {
    return Promise.resolve(null);
  }

  forReading(): Promise<null> {
    return Promise.resolve(null);
  }

  open<Row extends ProtectedRow>(_table: ProtectedTable<Row>, rows: readonly Row[]): Promise<Row[]> {
    const isPlain = rows.every(({ keyId }) => keyId === null);
    return isPlain ? Promise.resolve([...rows]) : Promise.reject(new EncryptionKeyMissingError());
  }

  openReadable<Row extends ProtectedRow>(table: ProtectedTable<Row>, rows: readonly Row[]): Promise<Row[]> {
    return this.open(table, rows);
  }

  digest(_owner: Pick<Owner, 'tenantId'>, value: unknown): Promise<string> {
    return digestOf(createHash('sha256'), jsonPieces(value));
  }

  forget(): void {
    // Nothing is remembered.
  }
}
