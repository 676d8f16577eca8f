import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type Seal, sealPayload } from './seal.js';

const ED25519 = 'ed25519';
const KEY_ID_LENGTH = 16;
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/** Signs seals with the operator's Ed25519 key (RFC 8032). */
export class SealSigner {
  private readonly key: KeyObject;
  /** Identifies the key in a seal; see `keyIdOf`. */
  readonly keyId: string;

  /** @param pem the private key, PKCS #8 in PEM. @throws if it is not an Ed25519 key */
  constructor(pem: string) {
    this.key = ed25519(createPrivateKey(pem));
    this.keyId = keyIdOf(createPublicKey(this.key));
  }

  sign(seal: Omit<Seal, 'signature'>): string {
    return sign(null, Buffer.from(sealPayload(seal), 'utf8'), this.key).toString('base64');
  }

  get publicKey(): KeyObject {
    return createPublicKey(this.key);
  }
}

/** The keys whose signatures are trusted: the current signing key and former ones. */
export class TrustedKeys {
  private readonly keys: ReadonlyMap<string, KeyObject>;

  constructor(keys: readonly KeyObject[]) {
    this.keys = new Map(keys.map((key) => [keyIdOf(key), key]));
  }

  /** @param pems one or more public keys in PEM. @throws if there is none, or one is not an Ed25519 key */
  static read(pems: string): KeyObject[] {
    const blocks = pems.match(PEM) ?? [];
    if (blocks.length === 0) throw new Error('contains no public key in PEM');
    return blocks.map((block) => ed25519(createPublicKey(block)));
  }

  get isEmpty(): boolean {
    return this.keys.size === 0;
  }

  knows(keyId: string): boolean {
    return this.keys.has(keyId);
  }

  /** Whether a trusted key has signed exactly this seal. */
  isSigned({ signature, ...seal }: Seal): boolean {
    const key = seal.key_id === null ? undefined : this.keys.get(seal.key_id);
    if (key === undefined || signature === null) return false;
    return verify(null, Buffer.from(sealPayload(seal), 'utf8'), key, Buffer.from(signature, 'base64'));
  }
}

/** The first 16 hexadecimal digits of SHA-256 over the key's SubjectPublicKeyInfo. */
export function keyIdOf(key: KeyObject): string {
  const spki = key.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, KEY_ID_LENGTH);
}

function ed25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType === ED25519) return key;
  throw new Error(`is a key for ${key.asymmetricKeyType ?? 'an unknown algorithm'}, not for Ed25519`);
}
