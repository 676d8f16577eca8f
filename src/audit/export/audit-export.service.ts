import { AsyncResource } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import {
  type AuditDetail,
  AuditTrail,
  Clock,
  Lifetime,
  type NdjsonTotals,
  outcomeOf,
  toNdjson,
} from '../../common/index.js';
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

/** Number of seals read with one query. The records of one seal are read with one query too. */
const SEALS_AT_ONCE = 20;
const TYPES = ['audit_export', 'seal', 'record'] as const;

/** Exports the audit trail of a tenant as whole seals with their records, so that the export can be verified alone. */
@Injectable()
export class AuditExportService {
  constructor(
    private readonly records: AuditRecordRepository,
    private readonly seals: SealRepository,
    private readonly audit: AuditTrail,
    private readonly lifetime: Lifetime,
    private readonly clock: Clock,
  ) {}

  /**
   * Yields the sealed records in pieces of NDJSON, then a manifest. The export is recorded with its counts before the
   * manifest is sent, or with its outcome when it is aborted.
   */
  async *export(tenantId: string, span: ExportSpan): AsyncGenerator<string, void> {
    const record = this.recorder(tenantId);
    let outcome = 'aborted';
    const manifest = async (totals: NdjsonTotals): Promise<object> => {
      await record({ counts: totals.counts, sha256: totals.sha256 });
      outcome = 'done';
      return totals;
    };
    try {
      for await (const piece of toNdjson(this.lines(tenantId, span), TYPES, manifest)) {
        yield piece;
        // A shutdown that has waited long enough aborts the export; the missing manifest marks it as incomplete.
        this.lifetime.signal.throwIfAborted();
      }
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      if (outcome !== 'done') await record({}, outcome).catch(() => undefined);
    }
  }

  private async *lines(tenantId: string, { from, to }: ExportSpan): AsyncGenerator<ExportLine, void> {
    const first = from ? await this.seals.findFirstSince(tenantId, from) : null;
    const number = from ? (first?.number ?? null) : 1;
    const [before = null] = number !== null && number > 1 ? await this.seals.findFrom(tenantId, number - 1, 1) : [];
    yield this.header(tenantId, { from, to }, before);
    if (number === null) return;
    for await (const seal of this.sealsFrom(tenantId, number)) {
      if (to && seal.sealed_at >= to.toISOString()) return;
      yield { type: 'seal', ...seal };
      const most = seal.last_seq - seal.first_seq + 1;
      for (const record of await this.records.findBetween(tenantId, seal.first_seq, seal.last_seq, most))
        yield { type: 'record', ...record };
    }
  }

  /** Bound to the caller's context, because the stream continues after the request handler has returned. */
  private recorder(tenantId: string): (detail: AuditDetail, outcome?: string) => Promise<void> {
    return AsyncResource.bind((detail: AuditDetail, outcome?: string) =>
      this.audit.note({ tenantId, userId: null }, { action: 'audit.exported', outcome, detail }),
    );
  }

  private header(tenantId: string, { from, to }: ExportSpan, after: Seal | null): ExportHeader {
    return {
      type: 'audit_export',
      format: EXPORT_FORMAT,
      tenant_id: tenantId,
      from: from?.toISOString() ?? null,
      to: to?.toISOString() ?? null,
      exported_at: this.clock.now().toISOString(),
      after,
    };
  }

  /**
   * Includes seals made during the export. An erasure may empty records that are yet to be read, and the export must
   * contain the record of that erasure.
   */
  private async *sealsFrom(tenantId: string, from: number): AsyncGenerator<Seal, void> {
    for (let number = from; ;) {
      const seals = await this.seals.findFrom(tenantId, number, SEALS_AT_ONCE);
      yield* seals;
      const last = seals.at(-1);
      if (last === undefined) return;
      number = last.number + 1;
    }
  }
}
