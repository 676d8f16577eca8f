import { Injectable } from '@nestjs/common';
import { AuditRecordRepository, type Emptied, ErasedRecordRepository, StoredChainIndex } from '../../audit/index.js';
import { AuditTrail, Clock, CLOCK_SKEW_MS, NoAuditTrail, pseudonymOf } from '../../common/index.js';
import { ScrubRepository, UnitOfWork } from '../../database/index.js';
import { ErasableCalls } from '../../journal/index.js';
import { EraserService, type MayContinue, ofTenant } from './eraser.service.js';
import { ErasureRepository, type OpenErasure } from './erasure.repository.js';

/** How long no late writes must have been found before an erasure is closed, in milliseconds. */
export const QUIET_MS = 60_000;

/**
 * Erases late writes after an erasure, until none are possible any more, and then closes it by removing the user's
 * name.
 */
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

  async check(erasure: OpenErasure, mayContinue: MayContinue): Promise<void> {
    const found = await this.eraser.sweep(erasure, mayContinue);
    if (found === null) return;
    const now = this.clock.now();
    // A call in progress will leave an audit record of its outcome.
    const { erasedAt, quietSince } = erasure;
    // A later `quietSince` was written by a process whose clock was ahead, so the length of the quiet time is unknown.
    const isClockAhead = quietSince !== null && quietSince.getTime() > now.getTime() + CLOCK_SKEW_MS;
    if (isClockAhead || found > 0 || (await this.calls.areUnderWay(erasure, pseudonymOf(erasure.id)))) {
      return this.unitOfWork.run(() => this.erasures.noteBusy(erasure, now));
    }
    if (quietSince === null || now.getTime() - quietSince.getTime() < QUIET_MS) return;
    if (quietSince.getTime() !== erasedAt?.getTime() && !(await this.eraser.scrub(mayContinue))) return;
    if (await this.close(erasure, now)) await this.scrubs.emptyLog();
  }

  /**
   * Records a digest of the emptied records, so that verification finds a record that was emptied without this
   * erasure.
   */
  private async close(erasure: OpenErasure, at: Date): Promise<boolean> {
    const emptied = await this.findEmptied(erasure);
    if (!emptied) return false;
    return this.unitOfWork.run(async () => {
      if (!(await this.erasures.close(erasure, at))) return false;
      if ((await this.erased.count(erasure.tenantId, erasure.id)) !== emptied.records)
        throw new EmptiedMeanwhileError();
      const closed = { action: 'user.erasure_closed' as const, subjectId: erasure.id, detail: { ...emptied } };
      await this.audit.record(ofTenant(erasure), closed);
      return true;
    });
  }

  /** Number and digest of the emptied records; `null` while one of them is not sealed yet. */
  private async findEmptied({ tenantId, id }: OpenErasure): Promise<Emptied | null> {
    // If auditing is off, remaining records are never sealed.
    const isAuditing = !(this.audit instanceof NoAuditTrail);
    if (isAuditing && (await this.erased.areUnsealed(tenantId, id))) return null;
    return new StoredChainIndex(this.records, tenantId).emptiedBy(id);
  }
}

class EmptiedMeanwhileError extends Error {}
