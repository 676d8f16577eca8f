import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DatabaseAuditTrail } from '../../audit/index.js';
import { AuditTrail, Clock, type Erasable, pseudonymOf, RepriseEvents } from '../../common/index.js';
import { ScrubRepository, UnitOfWork } from '../../database/index.js';
import type { Erasure } from '../entities/erasure.entity.js';
import { ErasureRepository, type OpenErasure } from './erasure.repository.js';
import { ERASABLES } from './erasure.tokens.js';

/** Maximum number of rows that one transaction erases. */
const AT_ONCE = 200;
/** Maximum number of passes. For a user with ongoing requests each pass may find new rows. */
const MOST_PASSES = 20;
/** Upper limit for the scrub steps of one kind, larger than any index needs. */
const MOST_SCRUBS = 100_000;

/** Whether to continue; called before each step. */
export type MayContinue = () => boolean | Promise<boolean>;

/**
 * Erases the data of a user in small transactions, which also update the receipt. An interrupted erasure can be
 * continued at any point.
 */
@Injectable()
export class EraserService {
  constructor(
    @Inject(ERASABLES) private readonly erasables: readonly Erasable[],
    private readonly erasures: ErasureRepository,
    private readonly trail: DatabaseAuditTrail,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
    private readonly scrubs: ScrubRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The counts of a new erasure: 0 for each kind. */
  get zeroCounts(): Record<string, number> {
    return Object.fromEntries(this.erasables.map(({ kind }) => [kind, 0]));
  }

  /** Erases all data of the user. @returns `false` if it was stopped by `mayContinue` */
  async erase(erasure: OpenErasure, mayContinue: MayContinue): Promise<boolean> {
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const found = await this.pass(erasure, null, mayContinue);
      if (found === null) return false;
      if (found === 0) break;
    }
    if (!(await this.scrub(mayContinue))) return false;
    await this.unitOfWork.run(async () => {
      const erased = await this.erasures.noteErased(erasure, this.clock.now());
      if (!erased) return;
      await this.audit.record(ofTenant(erased), erasedEntry(erased));
      const payload = { erasureId: erased.id, counts: erased.counts };
      this.unitOfWork.afterCommit(() => this.events.emit('user.erased', erasure, payload));
    });
    return true;
  }

  /**
   * Erases late writes: audit records noted by another process, and rows written by requests in progress.
   * @returns the number of erased rows; `null` if it was stopped by `mayContinue`
   */
  sweep(erasure: OpenErasure, mayContinue: MayContinue): Promise<number | null> {
    return this.pass(erasure, erasure.erasedAt, mayContinue);
  }

  /** Removes remains of deleted rows from the database's files. @returns `false` if it was stopped by `mayContinue` */
  async scrub(mayContinue: MayContinue): Promise<boolean> {
    for (const erasable of this.erasables) {
      for (let step = 0; step < MOST_SCRUBS; step += 1) {
        if (!(await mayContinue())) return false;
        if (!(await erasable.scrub(step))) break;
      }
    }
    // If a concurrent reader prevents this, the log is emptied when the erasure is closed.
    await this.scrubs.emptyLog();
    return true;
  }

  /** Runs all erasables once. */
  private async pass(erasure: OpenErasure, until: Date | null, mayContinue: MayContinue): Promise<number | null> {
    // Outside of the steps, because it opens its own transactions.
    await this.trail.flush();
    let found = 0;
    for (const erasable of this.erasables) {
      for (let count = AT_ONCE; count >= AT_ONCE; found += count) {
        if (!(await mayContinue())) return null;
        const start = performance.now();
        count = await this.step(erasure, erasable, until);
        // Leaves the database free for other requests at least half of the time.
        if (count > 0) await pause(performance.now() - start);
      }
    }
    return found;
  }

  private step(erasure: OpenErasure, erasable: Erasable, until: Date | null): Promise<number> {
    return this.unitOfWork.run(async () => {
      if (!(await this.erasures.hold(erasure))) return 0;
      const count = await erasable.erase(erasure, AT_ONCE, pseudonymOf(erasure.id), until);
      if (count > 0) await this.erasures.count(erasure, erasable.kind, count);
      return count;
    });
  }
}

/** The audit scope of an erasure: the tenant, since its records must not name the user. */
export function ofTenant({ tenantId }: Pick<Erasure, 'tenantId'>) {
  return { tenantId, userId: null };
}

function erasedEntry({ id, counts }: Erasure) {
  return { action: 'user.erased' as const, subjectId: id, detail: { counts } };
}
