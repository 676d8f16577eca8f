import { open, seal } from './sealed-text.js';

export interface MasterKey {
  /** Stored in the database with each data key that it wraps. */
  readonly name: string;
  /** 32 random bytes. */
  readonly secret: Buffer;
}

/** A data key as it is stored in the database. */
export interface WrappedKey {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly wrappedKey: string;
  readonly masterKey: string;
}

const KEY_BYTES = 32;
/** Format version of wrapped keys. */
const VERSION = 1;
/** Shorter than a key, so that an error message cannot reveal a secret if an entry has name and key swapped. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** The keys that wrap data keys. The first one wraps new data keys; the others only unwrap existing ones. */
export class MasterKeys {
  private readonly byName: ReadonlyMap<string, MasterKey>;

  /** @param first wraps new data keys */
  constructor(
    readonly first: MasterKey,
    others: readonly MasterKey[] = [],
  ) {
    this.byName = new Map([first, ...others].map((key) => [key.name, key]));
  }

  /**
   * Parses entries `name:key`, where the key is 32 bytes in base64. Entries are separated by commas or line breaks;
   * lines that begin with # are ignored.
   * @throws an error that names the invalid entry and contains no secret
   */
  static parse(text: string): MasterKeys {
    const lines = text.split('\n').filter((line) => !line.trim().startsWith('#'));
    const entries = lines.flatMap((line) => line.split(',')).map((entry) => entry.trim());
    const [first, ...others] = entries.filter((entry) => entry !== '').map(parseEntry);
    if (first === undefined) throw new Error('names no key');
    const names = [first, ...others].map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`names ${twice} twice`);
    return new MasterKeys(first, others);
  }

  get names(): readonly string[] {
    return [...this.byName.keys()];
  }

  /** The names of all keys but the first. */
  get others(): readonly string[] {
    return this.names.slice(1);
  }

  /** Wraps a data key with the first master key. */
  wrap(
    secret: Buffer,
    place: Pick<WrappedKey, 'id' | 'tenantId' | 'userId'>,
  ): Pick<WrappedKey, 'wrappedKey' | 'masterKey'> {
    return { wrappedKey: seal(this.first.secret, secret, placeOf(place), VERSION), masterKey: this.first.name };
  }

  /** @returns `null` if the master key is missing, or a different key has its name */
  unwrap(row: WrappedKey): Buffer | null {
    const key = this.byName.get(row.masterKey);
    if (key === undefined) return null;
    try {
      return open(key.secret, row.wrappedKey, placeOf(row));
    } catch {
      return null;
    }
  }
}

function parseEntry(entry: string, index: number): MasterKey {
  const at = entry.indexOf(':');
  const name = entry.slice(0, Math.max(at, 0));
  const which = `entry ${index + 1}`;
  if (!NAME.test(name))
    throw new Error(`${which} must be name:key, the name of 1 to 32 letters, digits, dots, dashes and underscores`);
  const text = entry.slice(at + 1);
  const secret = Buffer.from(text, 'base64');
  const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  if (!isBase64 || secret.length !== KEY_BYTES)
    throw new Error(`${which} (${name}) must be 32 bytes in base64: openssl rand -base64 32`);
  return { name, secret };
}

function placeOf({ id, tenantId, userId }: Pick<WrappedKey, 'id' | 'tenantId' | 'userId'>): string[] {
  return ['data_keys', id, tenantId, userId];
}
