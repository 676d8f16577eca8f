import { readFileSync } from 'node:fs';
import { type AuditModuleOptions, SealSigner, TrustedKeys } from '../audit/index.js';
import { type EnvReader, isHttpUrl } from './env-reader.js';

/** The audit trail's settings: whether it is on, its signing keys and its mirrors. */
export function readAudit(env: EnvReader): AuditModuleOptions {
  const mirrorUrl = env.text('AUDIT_MIRROR_URL', undefined);
  if (mirrorUrl !== undefined && !isHttpUrl(mirrorUrl))
    // The value is not repeated: it may contain a password.
    env.complain('AUDIT_MIRROR_URL', 'must be an http or https address', null);
  return {
    isEnabled: env.flag('AUDIT_ENABLED', true),
    ...readAuditKeys(env),
    mirrorFile: env.text('AUDIT_MIRROR_FILE', undefined),
    mirrorUrl,
  };
}

/** The key that signs seals, and the additional keys that verification trusts. */
export function readAuditKeys(env: EnvReader): Pick<AuditModuleOptions, 'signingKey' | 'publicKeys'> {
  return {
    signingKey: readKeyFile(env, 'AUDIT_SIGNING_KEY_FILE', (pem) => void new SealSigner(pem)),
    publicKeys: readKeyFile(env, 'AUDIT_PUBLIC_KEYS_FILE', (pems) => void TrustedKeys.read(pems)),
  };
}

/** Checks the file at start, not only when the key is needed. */
function readKeyFile(env: EnvReader, name: string, check: (pem: string) => void): string | undefined {
  const file = env.text(name, undefined);
  if (file === undefined) return undefined;
  try {
    const pem = readFileSync(file, 'utf8');
    check(pem);
    return pem;
  } catch (error) {
    return env.complain(name, `${file}: ${reasonOf(error)}`, undefined);
  }
}

/** Replaces OpenSSL's messages, which do not help an operator. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return `cannot be read (${code})`;
  return /Ed25519|PEM/.test(message) ? message : 'is not an Ed25519 key in PEM format';
}
