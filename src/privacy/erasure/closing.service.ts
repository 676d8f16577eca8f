import { Injectable } from '@nestjs/common';
import { AuditRecordRepository, type Emptied, ErasedRecordRepository, StoredChainIndex } from '../../audit/index.js';
import { AuditTrail, Clock, CLOCK_SKEW_MS, NoAuditTrail, pseudonymOf } from '../../common/index.js';
import { ScrubRepository, UnitOfWork } from '../../database/index.js';
import { ErasableCalls } from '../../journal/index.js';
import { EraserService, type MayGoOn, ofTenant } from './eraser.service.js';
import { ErasureRepository, type OpenErasure } from './erasure.repository.js';

/** How long nothing must have come too late before an erasure is closed, in milliseconds. */
export const QUIET_MS = 60_000;

/** Looks after an erasure that is made, until nothing can come too late for it any more, and then forgets whom it was about. */
@Injectable()
export class ClosingService {
  constructor(
    private readonly eraser: EraserService,
    private readonly erasures: ErasureRepository,
    private readonly records: AuditRecordRepository,
    private readonly erased: ErasedRecordRepository,
    private readonly calls: ErasableCalls,
    private readonly audit: AuditTrail,
    private readonly scrubs: ScrubRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async look(erasure: OpenErasure, mayGoOn: MayGoOn): Promise<void> {
    const found = await this.eraser.sweep(erasure, mayGoOn);
    if (found === null) return;
    const now = this.clock.now();
    // A request whose call is under way will leave a record of how it ended.
    const { erasedAt, quietSince } = erasure;
    // What was noted later than now was noted by a process whose clock was ahead: since when it is quiet, is unknown.
    const isAhead = quietSince !== null && quietSince.getTime() > now.getTime() + CLOCK_SKEW_MS;
    if (isAhead || found > 0 || (await this.calls.areUnderWay(erasure, pseudonymOf(erasure.id)))) {
      return this.unitOfWork.run(() => this.erasures.noteBusy(erasure, now));
    }
    if (quietSince === null || now.getTime() - quietSince.getTime() < QUIET_MS) return;
    if (quietSince.getTime() !== erasedAt?.getTime() && !(await this.eraser.scrub(mayGoOn))) return;
    if (await this.close(erasure, now)) await this.scrubs.emptyLog();
  }

  /** Seals which records are redacted, so that one that somebody else takes the person out of is found. */
  private async close(erasure: OpenErasure, at: Date): Promise<boolean> {
    const redacted = await this.sealed(erasure);
    if (!redacted) return false;
    return this.unitOfWork.run(async () => {
      if (!(await this.erasures.close(erasure, at))) return false;
      if ((await this.erased.count(erasure.tenantId, erasure.id)) !== redacted.records)
        throw new RedactedMeanwhileError();
      const closed = { action: 'user.erasure_closed' as const, subjectId: erasure.id, detail: { ...redacted } };
      await this.audit.record(ofTenant(erasure), closed);
      return true;
    });
  }

  /** How many records were redacted, and a digest over which; `null` while one of them has no place in the chain yet. */
  private async sealed({ tenantId, id }: OpenErasure): Promise<Emptied | null> {
    // Where no trail is kept any more, nobody seals what is left of it.
    const isKept = !(this.audit instanceof NoAuditTrail);
    if (isKept && (await this.erased.areUnsealed(tenantId, id))) return null;
    return new StoredChainIndex(this.records, tenantId).emptiedBy(id);
  }
}

class RedactedMeanwhileError extends Error {}
