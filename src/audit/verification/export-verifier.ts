import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ValidationFailedError } from '../../common/index.js';
import type { PlacedRecord } from '../audit-record.js';
import type { Seal } from '../chain/seal.js';
import type { TrustedKeys } from '../chain/signing.js';
import { EXPORT_FORMAT, type ExportHeader, type ExportLine } from '../export/export-lines.js';
import { ChainVerifier } from './chain-verifier.js';
import { PartialChainIndex, CollectedChainIndex } from './chain-index.js';
import { isExportLine, type Manifest, parseLine } from './lines.js';
import type { MirrorReader } from './mirror-reader.js';
import type { Verification } from './verification.types.js';

export class NotAnExportError extends ValidationFailedError {}

/** More records than any seal covers. A file with more records after one seal is not a Reprise export. */
const MOST_RECORDS = 10_000;

/**
 * Verifies an export without the database. It reads line by line, so files can have any size.
 * @param openMirror opens the mirror for a tenant, if there is one
 * @returns the verification, which also reports malformed lines
 * @throws NotAnExportError if the file does not begin with the header of an export
 */
export async function verifyExport(
  path: string,
  trusted: TrustedKeys,
  openMirror: (tenantId: string) => MirrorReader | null = () => null,
): Promise<Verification> {
  const lines = linesOf(path);
  const first = (await lines.next()).value;
  const header = first === undefined ? null : (readLine(first) as ExportHeader | null);
  if (header?.type !== 'audit_export' || header.format !== EXPORT_FORMAT)
    throw new NotAnExportError(`${path} is not an audit export: its first line is not a header of ${EXPORT_FORMAT}`);
  const mirror = openMirror(header.tenant_id);
  try {
    return await new ExportReading(header, trusted, mirror).read(lines, first ?? '');
  } finally {
    await lines.return(undefined);
    await mirror?.close();
  }
}

class ExportReading {
  private readonly verifier: ChainVerifier;
  private readonly isWhole: boolean;
  private readonly digest = createHash('sha256');
  private readonly counts: Record<ExportLine['type'], number> = { audit_export: 1, seal: 0, record: 0 };
  private seal: Seal | null = null;
  private records: PlacedRecord[] = [];

  constructor(
    private readonly header: ExportHeader,
    trusted: TrustedKeys,
    private readonly mirror: MirrorReader | null,
  ) {
    this.isWhole = header.from === null && header.to === null;
    const index = this.isWhole ? new CollectedChainIndex() : new PartialChainIndex();
    this.verifier = new ChainVerifier(header.tenant_id, trusted, index, header.after);
  }

  async read(lines: AsyncGenerator<string, void>, first: string): Promise<Verification> {
    this.digest.update(`${first}\n`);
    for await (const text of lines) {
      const line = readLine(text);
      // Awaited here, because leaving the loop closes `lines`, so that further lines would go unnoticed.
      if (line?.type === 'manifest') return await this.finish(line, lines);
      this.digest.update(`${text}\n`);
      if (line === null) return this.fail('a line is malformed');
      this.counts[line.type] += 1;
      if (this.records.length > MOST_RECORDS) return this.fail('more records follow a seal than a seal can cover');
      if (line.type === 'record') this.records.push(line);
      else if (line.type === 'seal' && !(await this.finishBlock(line))) return this.verifier.report(true);
    }
    return (await this.finishBlock(null)) ? this.fail('the export ends here, without its manifest') : this.report();
  }

  /** Verifies the last seal and the records read since. @returns whether the chain is valid so far */
  private async finishBlock(next: Seal | null): Promise<boolean> {
    const { seal, records } = this;
    this.seal = next;
    this.records = [];
    if (seal === null) return records.length === 0 || this.verifier.failMissingSeal(records[0] ?? null);
    const { tenant_id, number, first_seq, last_seq, leaves, head, previous, sealed_at, key_id, signature } = seal;
    const own = { tenant_id, number, first_seq, last_seq, leaves, head, previous, sealed_at, key_id, signature };
    const mirrored = (await this.mirror?.at(number)) ?? null;
    return this.verifier.add({ seal: own, mirrored, records });
  }

  private async finish({ counts, sha256 }: Manifest, rest: AsyncGenerator<string, void>): Promise<Verification> {
    if (!(await this.finishBlock(null))) return this.report();
    if (!(await rest.next()).done) return this.fail('the manifest is not the last line');
    if (this.digest.digest('hex') !== sha256 || JSON.stringify(counts) !== JSON.stringify(this.counts))
      return this.fail('the manifest does not match the export');
    const mirrored = this.header.to === null ? ((await this.mirror?.at(this.verifier.nextNumber)) ?? null) : null;
    // Seals made after the export are expected to be in the mirror only.
    if (mirrored && mirrored.sealed_at <= this.header.exported_at)
      this.verifier.add({ seal: null, mirrored, records: [] });
    if (!this.isWhole) return { ...(await this.verifier.endPart()), complete: false };
    return this.verifier.end(null);
  }

  private fail(reason: string): Verification {
    this.verifier.fail(reason);
    return this.report();
  }

  private report(): Verification {
    return this.verifier.report(true);
  }
}

async function* linesOf(path: string): AsyncGenerator<string, void> {
  const input = createReadStream(path, 'utf8');
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } finally {
    input.destroy();
  }
}

function readLine(text: string): ExportLine | Manifest | null {
  const value = parseLine(text);
  return isExportLine(value) ? value : null;
}
