import { createHash } from 'node:crypto';
import { digestOf, jsonPieces, type Owner } from '../common/index.js';
import type { ContentKey } from './content-key.js';
import { EncryptionKeyMissingError } from './encryption.errors.js';
import type { Proof, ProtectedRow, ProtectedTable } from './protected-table.js';

/**
 * Encrypts and decrypts users' content for repositories. Rows in memory are plain; repositories seal a row with its
 * owner's key before writing it and open it after reading it. Must not be called inside a read: on SQLite that would
 * deadlock, because there is only one connection.
 */
export abstract class ContentEncryption {
  /**
   * The owner's key, locked until the end of the surrounding transaction, so that an erasure cannot destroy it
   * meanwhile. The key is created if it is missing.
   * @returns `null` if encryption is off
   */
  abstract forWriting(owner: Owner): Promise<ContentKey | null>;

  /** The owner's key for searching; `null` if none of the owner's content is encrypted. */
  abstract forReading(owner: Owner): Promise<ContentKey | null>;

  /**
   * Decrypts rows of one tenant. Rows whose key was destroyed are left out.
   * @param proof how much of each row must be authenticated. @default 'any'
   * @throws UnreadableContentError if a row was changed
   * @throws EncryptionKeyMissingError if the master key is missing
   */
  abstract open<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    rows: readonly Row[],
    proof?: Proof,
  ): Promise<Row[]>;

  /** As `open`, but leaves unreadable rows out and logs them, so that one of them does not hide the others. */
  abstract openReadable<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    rows: readonly Row[],
    proof?: Proof,
  ): Promise<Row[]>;

  /** A digest of a value's JSON that is the same for the same JSON of all users of a tenant. */
  abstract digest(owner: Pick<Owner, 'tenantId'>, value: unknown): Promise<string>;

  /** Removes a destroyed key from this process' cache. */
  abstract forget(keyId: string): void;

  async openOne<Row extends ProtectedRow>(
    table: ProtectedTable<Row>,
    row: Row | null,
    proof: Proof = 'any',
  ): Promise<Row | null> {
    return row && ((await this.open(table, [row], proof))[0] ?? null);
  }
}

/** Used without master keys: content is stored as plain text, and encrypted rows cannot be opened. */
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
    // There is no cache.
  }
}
