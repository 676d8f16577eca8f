import { address, flag, options, readable, text } from '../common/index.js';
import { SealSigner, TrustedKeys } from './chain/signing.js';

export interface AuditModuleOptions {
  /** Whether a trail is kept at all. @default true */
  readonly isEnabled?: boolean | undefined;
  /** Whether this process seals, and mirrors, beside what else it does. @default true */
  readonly isSealing?: boolean | undefined;
  /** The Ed25519 key that seals are signed with, PKCS #8 in PEM. @default none: seals are not signed */
  readonly signingKey?: string | undefined;
  /** Public keys, in PEM, whose signatures count beside that of `signingKey`: those it replaced. @default none */
  readonly publicKeys?: string | undefined;
  /** A file to which a line is added for each seal. @default none */
  readonly mirrorFile?: string | undefined;
  /** An http or https address to which each seal is posted. @default none */
  readonly mirrorUrl?: string | undefined;
}

export const AUDIT_OPTIONS = Symbol('AUDIT_OPTIONS');

export const AUDIT_RULES = options<AuditModuleOptions>({
  isEnabled: flag,
  isSealing: flag,
  signingKey: readable('an Ed25519 private key, PKCS #8 in PEM', (pem) => new SealSigner(pem)),
  publicKeys: readable('Ed25519 public keys in PEM', (pems) => TrustedKeys.read(pems)),
  mirrorFile: text,
  mirrorUrl: address('http', 'https'),
});
