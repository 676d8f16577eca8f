import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseAuditTrail, MirrorService, type Seal, SealerService, TrustedKeys } from '../../src/audit/index.js';
import { type Verification, verifyExport } from '../../src/audit/index.js';
import type { PlacedRecord } from '../../src/audit/audit-record.js';
import type { ExportHeader } from '../../src/audit/export/export-lines.js';
import { pauseJobs } from './jobs.js';
import type { Service } from './service.js';

export interface AuditExport {
  readonly text: string;
  readonly types: readonly string[];
  readonly header: ExportHeader;
  readonly seals: readonly Seal[];
  readonly records: readonly PlacedRecord[];
  readonly manifest: {
    readonly type: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly sha256: string;
  };
}

/** A pair of keys in files, as an operator makes it. */
export interface SigningKey {
  readonly privateFile: string;
  readonly publicFile: string;
  readonly publicPem: string;
}

export function newSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { privateFile: newFile('key.pem', privatePem), publicFile: newFile('key.pub.pem', publicPem), publicPem };
}

export function newFile(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'reprise-audit-')), name);
  writeFileSync(file, text);
  return file;
}

/** From now on nothing is sealed but when the test says so. */
export function stopSealing(service: Pick<Service, 'app'>): void {
  pauseJobs(service, 'audit-sealer', 'audit-mirror');
}

/** Closes everything that was done so far with a seal, and mirrors it where there is a mirror. */
export async function sealAll({ app }: Pick<Service, 'app'>): Promise<void> {
  await app.get(DatabaseAuditTrail, { strict: false }).flush();
  await app.get(SealerService, { strict: false }).seal();
  await app.get(MirrorService, { strict: false }).round();
}

/** @param query such as `?from=2026-11-25` */
export async function auditExport(service: Pick<Service, 'url'>, query = '', key?: string): Promise<AuditExport> {
  const headers: Record<string, string> = key === undefined ? {} : { Authorization: `Bearer ${key}` };
  const answer = await fetch(`${service.url}/audit/export${query}`, { headers });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.status}: ${text}`);
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="reprise-audit.ndjson"');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly type: string });
  const of = <T>(type: string) => lines.filter((line) => line.type === type).map(({ type: _, ...rest }) => rest as T);
  return {
    text,
    types: lines.map(({ type }) => type),
    header: lines[0] as ExportHeader,
    seals: of<Seal>('seal'),
    records: of<PlacedRecord>('record'),
    manifest: lines.at(-1) as AuditExport['manifest'],
  };
}

/** What the digest of a manifest has to be. */
export function digestOf(text: string): string {
  return createHash('sha256')
    .update(text.slice(0, text.trimEnd().lastIndexOf('\n') + 1), 'utf8')
    .digest('hex');
}

/** Verifies an export away from its service, with nothing but a public key. */
export function verifyText(text: string, publicPem?: string): Promise<Verification> {
  const keys = publicPem === undefined ? [] : TrustedKeys.read(publicPem);
  return verifyExport(newFile('export.ndjson', text), new TrustedKeys(keys));
}
