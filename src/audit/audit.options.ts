import { address, flag, options, readable, text } from '../common/index.js';
import { SealSigner, TrustedKeys } from './chain/signing.js';

export interface AuditModuleOptions {
  /** Whether audit records are written. @default true */
  readonly isEnabled?: boolean | undefined;
  /** Whether this process seals and mirrors records in the background. @default true */
  readonly isSealing?: boolean | undefined;
  /** The Ed25519 private key that signs seals, PKCS #8 in PEM. @default none: seals are not signed */
  readonly signingKey?: string | undefined;
  /** Public keys in PEM that verification trusts besides `signingKey`, such as former signing keys. @default none */
  readonly publicKeys?: string | undefined;
  /** A file to which each seal is appended as a line. @default none */
  readonly mirrorFile?: string | undefined;
  /** An http or https URL to which each seal is posted. @default none */
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
