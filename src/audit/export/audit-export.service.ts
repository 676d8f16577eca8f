import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock } from '../../common/index.js';
import { AuditRecordRepository } from '../audit-record.repository.js';
import type { Seal } from '../chain/seal.js';
import { SealRepository } from '../sealer/seal.repository.js';
import { EXPORT_FORMAT, type ExportHeader, type ExportLine } from './export-lines.js';

export interface ExportSpan {
  /** Records that were sealed at this time or later. @default from the first on */
  readonly from?: Date | undefined;
  /** Records that were sealed before this time. @default to the last one */
  readonly to?: Date | undefined;
}

/** Seals read at once; the records of a seal are read together. */
const SEALS_AT_ONCE = 20;

/** The trail of a tenant as it is exported: whole seals with their records, so that an export proves itself. */
@Injectable()
export class AuditExportService {
  constructor(
    private readonly records: AuditRecordRepository,
    private readonly seals: SealRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** What is sealed when the export begins; read as it is asked for. */
  async *export(tenantId: string, { from, to }: ExportSpan): AsyncGenerator<ExportLine> {
    const first = from ? await this.seals.findFirstSince(tenantId, from) : null;
    const number = from ? (first?.number ?? Infinity) : 1;
    const last = (await this.seals.findLast(tenantId))?.number ?? 0;
    const [before = null] = number > 1 && number <= last ? await this.seals.findFrom(tenantId, number - 1, 1) : [];
    yield this.header(tenantId, { from, to }, before);
    for await (const seal of this.sealsFrom(tenantId, number, last)) {
      if (to && seal.sealed_at >= to.toISOString()) return;
      yield { type: 'seal', ...seal };
      const most = seal.last_seq - seal.first_seq + 1;
      for (const record of await this.records.findBetween(tenantId, seal.first_seq, seal.last_seq, most))
        yield { type: 'record', ...record };
    }
  }

  /** Records that it was exported, and how that ended. */
  noteExport(tenantId: string, counts: Readonly<Record<string, number>>, outcome: string): Promise<void> {
    return this.audit.note({ tenantId, userId: null }, { action: 'audit.exported', outcome, detail: { counts } });
  }

  private header(tenantId: string, { from, to }: ExportSpan, after: Seal | null): ExportHeader {
    return {
      ...{ type: 'audit_export', format: EXPORT_FORMAT, tenant_id: tenantId },
      ...{ from: from?.toISOString() ?? null, to: to?.toISOString() ?? null },
      ...{ exported_at: this.clock.now().toISOString(), after },
    };
  }

  private async *sealsFrom(tenantId: string, from: number, through: number): AsyncGenerator<Seal> {
    for (let number = from; number <= through;) {
      const seals = await this.seals.findFrom(tenantId, number, SEALS_AT_ONCE);
      if (seals.length === 0) return;
      yield* seals.filter((seal) => seal.number <= through);
      number = (seals.at(-1)?.number ?? through) + 1;
    }
  }
}
