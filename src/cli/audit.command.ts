import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { type Environment, readStoreSettings } from '../app/index.js';
import { MirrorReader, TrustedKeys, type Verification, VerificationService, verifyExport } from '../audit/index.js';
import { ValidationFailedError } from '../common/index.js';
import type { Answer } from './answer.js';
import { withStore } from './store.context.js';

export interface VerifyAuditOptions {
  readonly tenant: string;
  /** Path of an export to verify instead of the database. */
  readonly export?: string;
  /** Path of a file with public keys, which replace those of the settings. */
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
  const { firstBad } = verification;
  const document = {
    tenant: verification.tenant,
    valid: verification.valid,
    checked: verification.checked,
    sealed_through: verification.sealedThrough,
    first_bad: firstBad && { id: firstBad.id, seq: firstBad.seq, reason: firstBad.reason },
    last_seq: verification.lastSeq,
    signed: verification.signed,
    complete: verification.complete,
  };
  return { document, text: textOf(verification), hasProblems: !verification.valid };
}

/** Verifies an export with the given files only: neither the database nor the settings are read. */
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
  // The named keys replace those of the settings.
  const keys = publicKey === undefined ? {} : { signingKey: undefined, publicKeys: readFileSync(publicKey, 'utf8') };
  return withStore(
    { ...settings, audit: { ...settings.audit, ...keys } },
    (imports) => VerificationModule.on(imports),
    (context) => context.get(VerificationService, { strict: false }).verify(tenant, { mirrorFile: mirror, afterSeq }),
  );
}

/** Reports an unreadable file as a usage error, so that it is not mistaken for an invalid audit trail. */
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
    throw new ValidationFailedError(`${path} contains no Ed25519 public key in PEM format`, { cause: error });
  }
}

function textOf({ lastSeq, sealedThrough, signed, complete, firstBad }: Verification): string {
  const chain =
    lastSeq === 0 ? 'holds up to no record' : `holds up to record ${lastSeq}, sealed at ${sealedThrough ?? ''}`;
  const part = complete || firstBad ? '' : '; this was a part of the chain';
  const signature = signed ? '' : '; not signed by a key that is trusted here';
  if (firstBad === null) return `${chain}${part}${signature}`;
  const id = firstBad.id === null ? '' : ` (${firstBad.id})`;
  return `record ${firstBad.seq}${id} is bad: ${firstBad.reason}\nthe chain ${chain}`;
}
