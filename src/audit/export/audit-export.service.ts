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

/** Seals read at once; the records of a seal are read together. */
const SEALS_AT_ONCE = 20;
const TYPES = ['audit_export', 'seal', 'record'] as const;

/** The trail of a tenant as it is exported: whole seals with their records, so that an export proves itself. */
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
   * What is sealed by its end, a piece at a time as it is asked for; last of all a manifest. It is recorded
   * before the last piece, with what it held; and where it breaks off, with how.
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
        // A stop that cannot wait any longer cuts it: a manifest would come too late.
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

  /** In the name of whoever asked: a stream goes on when its request has long been passed on. */
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

  /** To the end, also to what is sealed meanwhile: the record of an erasure that empties what is yet to be read. */
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
