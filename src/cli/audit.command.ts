import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { type Environment, readStoreSettings } from '../app/index.js';
import { MirrorReader, TrustedKeys, type Verification, VerificationService, verifyExport } from '../audit/index.js';
import { ValidationFailedError } from '../common/index.js';
import type { Answer } from './answer.js';
import { withStore } from './store.context.js';

export interface VerifyAuditOptions {
  readonly tenant: string;
  /** An export to verify in place of the database. */
  readonly export?: string;
  /** A file with public keys, in place of those of the settings. */
  readonly publicKey?: string;
  readonly mirror?: string;
  readonly afterSeq?: number;
}

@Module({})
class VerificationModule {
  static on(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return { module: VerificationModule, imports };
  }
}

export async function verifyAudit(environment: Environment, options: VerifyAuditOptions): Promise<Answer> {
  for (const path of [options.export, options.publicKey, options.mirror]) if (path !== undefined) checkReadable(path);
  const verification =
    options.export === undefined
      ? await verifyDatabase(environment, options)
      : await verifyFile(options.export, options);
  const { tenant, valid, checked, lastSeq, sealedThrough, signed, complete, firstBad } = verification;
  const document = {
    tenant,
    valid,
    checked,
    sealed_through: sealedThrough,
    first_bad: firstBad && { id: firstBad.id, seq: firstBad.seq, reason: firstBad.reason },
    last_seq: lastSeq,
    signed,
    complete,
  };
  return { document, text: textOf(verification), isWanting: !valid };
}

/** Away from the database, with nothing but the files: the settings count for nothing. */
function verifyFile(path: string, { publicKey, mirror }: VerifyAuditOptions): Promise<Verification> {
  const trusted = new TrustedKeys(publicKey === undefined ? [] : readKeys(publicKey));
  return verifyExport(path, trusted, (tenant) => (mirror === undefined ? null : new MirrorReader(mirror, tenant)));
}

function verifyDatabase(
  environment: Environment,
  { tenant, publicKey, mirror, afterSeq }: VerifyAuditOptions,
): Promise<Verification> {
  const settings = readStoreSettings(environment);
  if (publicKey !== undefined) readKeys(publicKey);
  // Whoever names the keys trusts no others.
  const keys = publicKey === undefined ? {} : { signingKey: undefined, publicKeys: readFileSync(publicKey, 'utf8') };
  return withStore(
    { ...settings, audit: { ...settings.audit, ...keys } },
    (imports) => VerificationModule.on(imports),
    (context) => context.get(VerificationService, { strict: false }).verify(tenant, { mirrorFile: mirror, afterSeq }),
  );
}

/** Whoever names a file that cannot be read has not found the trail wanting. */
function checkReadable(path: string): void {
  try {
    if (statSync(path).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    closeSync(openSync(path, 'r'));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ValidationFailedError(`${path} cannot be read (${code})`, { cause: error });
  }
}

function readKeys(path: string): ReturnType<typeof TrustedKeys.read> {
  try {
    return TrustedKeys.read(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ValidationFailedError(`${path} holds no Ed25519 public key in PEM`, { cause: error });
  }
}

function textOf({ lastSeq, sealedThrough, signed, complete, firstBad }: Verification): string {
  const held =
    lastSeq === 0 ? 'holds up to no record' : `holds up to record ${lastSeq}, sealed at ${sealedThrough ?? ''}`;
  const part = complete || firstBad ? '' : '; this was a part of the chain';
  const by = signed ? '' : '; not signed by a key that is trusted here';
  if (firstBad === null) return `${held}${part}${by}`;
  return `record ${firstBad.seq}${firstBad.id === null ? '' : ` (${firstBad.id})`} is bad: ${firstBad.reason}\nthe chain ${held}`;
}
