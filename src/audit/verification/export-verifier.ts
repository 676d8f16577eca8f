import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ValidationFailedError } from '../../common/index.js';
import type { PlacedRecord } from '../audit-record.js';
import type { Seal } from '../chain/seal.js';
import type { TrustedKeys } from '../chain/signing.js';
import { EXPORT_FORMAT, type ExportHeader, type ExportLine } from '../export/export-lines.js';
import { ChainVerifier } from './chain-verifier.js';
import { PartialChainIndex, PassingChainIndex } from './chain-index.js';
import { isExportLine, type Manifest, parseLine } from './lines.js';
import type { MirrorReader } from './mirror-reader.js';
import type { Verification } from './verification.types.js';

export class NotAnExportError extends ValidationFailedError {}

/** More than any seal covers: what follows without an end is no export of ours. */
const MOST_RECORDS = 10_000;

/**
 * Verifies an export without the database it came from. It reads a line at a time: files of any size.
 * @param openMirror opens the mirror for a tenant, if there is one
 * @throws NotAnExportError when the file does not begin as an export does; what is wrong with one that does is said in
 * the verification
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
    throw new NotAnExportError(`${path} is no audit export: it does not begin with a line of ${EXPORT_FORMAT}`);
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
    const book = this.isWhole ? new PassingChainIndex() : new PartialChainIndex();
    this.verifier = new ChainVerifier(header.tenant_id, trusted, book, header.after);
  }

  async read(lines: AsyncGenerator<string, void>, first: string): Promise<Verification> {
    this.digest.update(`${first}\n`);
    for await (const text of lines) {
      const line = readLine(text);
      // Awaited here: leaving the loop ends the lines, and nothing would seem to follow.
      if (line?.type === 'manifest') return await this.finish(line, lines);
      this.digest.update(`${text}\n`);
      if (line === null) return this.broken('a line is not as an export has it');
      this.counts[line.type] += 1;
      if (this.records.length > MOST_RECORDS) return this.broken('more records follow on a seal than one covers');
      if (line.type === 'record') this.records.push(line);
      else if (line.type === 'seal' && !(await this.takeBlock(line))) return this.verifier.report(true);
    }
    return (await this.takeBlock(null)) ? this.broken('the export ends here, without its manifest') : this.report();
  }

  /** What has been read since the last seal belongs to it. @returns whether the chain holds so far */
  private async takeBlock(next: Seal | null): Promise<boolean> {
    const { seal, records } = this;
    [this.seal, this.records] = [next, []];
    if (seal === null) return records.length === 0 || this.verifier.missSeal(records[0] ?? null);
    const { tenant_id, number, first_seq, last_seq, leaves, head, previous, sealed_at, key_id, signature } = seal;
    const own = { tenant_id, number, first_seq, last_seq, leaves, head, previous, sealed_at, key_id, signature };
    const mirrored = (await this.mirror?.at(number)) ?? null;
    return this.verifier.take({ seal: own, mirrored, records });
  }

  private async finish({ counts, sha256 }: Manifest, rest: AsyncGenerator<string, void>): Promise<Verification> {
    if (!(await this.takeBlock(null))) return this.report();
    if (!(await rest.next()).done) return this.broken('something follows on the manifest');
    if (this.digest.digest('hex') !== sha256 || JSON.stringify(counts) !== JSON.stringify(this.counts))
      return this.broken('the manifest is that of another export');
    const mirrored = this.header.to === null ? ((await this.mirror?.at(this.verifier.nextNumber)) ?? null) : null;
    // What was sealed after the export is no fault of it.
    if (mirrored && mirrored.sealed_at <= this.header.exported_at)
      this.verifier.take({ seal: null, mirrored, records: [] });
    if (!this.isWhole) return { ...(await this.verifier.endPart()), complete: false };
    return this.verifier.end(null);
  }

  private broken(reason: string): Verification {
    this.verifier.breakOff(reason);
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
