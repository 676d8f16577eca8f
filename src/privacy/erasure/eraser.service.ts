import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DatabaseAuditTrail } from '../../audit/index.js';
import { AuditTrail, Clock, type Erasable, pseudonymOf, RepriseEvents } from '../../common/index.js';
import { ScrubRepository, UnitOfWork } from '../../database/index.js';
import type { Erasure } from '../entities/erasure.entity.js';
import { ErasureRepository, type OpenErasure } from './erasure.repository.js';
import { ERASABLES } from './erasure.tokens.js';

/** How many rows a transaction takes. */
const AT_ONCE = 200;
/** So often everything is gone through at most: of a user who is busy meanwhile each time finds something. */
const MOST_PASSES = 20;
/** More steps than an index of any size takes. */
const MOST_SCRUBS = 100_000;

/** Whether to go on; asked before each step. */
export type MayGoOn = () => boolean | Promise<boolean>;

/** Erases what there is of a user, in small transactions, each with what it counted: wherever it is cut off it goes on. */
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

  /** What a receipt counts before anything is erased. */
  get nothing(): Record<string, number> {
    return Object.fromEntries(this.erasables.map(({ kind }) => [kind, 0]));
  }

  /** Everything. @returns whether nothing is left to do */
  async erase(erasure: OpenErasure, mayGoOn: MayGoOn): Promise<boolean> {
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const found = await this.pass(erasure, null, mayGoOn);
      if (found === null) return false;
      if (found === 0) break;
    }
    if (!(await this.scrub(mayGoOn))) return false;
    await this.unitOfWork.run(async () => {
      const erased = await this.erasures.noteErased(erasure, this.clock.now());
      if (!erased) return;
      await this.audit.record(ofTenant(erased), erasedEntry(erased));
      const facts = { erasureId: erased.id, counts: erased.counts };
      this.unitOfWork.afterCommit(() => this.events.emit('user.erased', erasure, facts));
    });
    return true;
  }

  /**
   * What came too late for it: noted by another process, or written by a request that was under way.
   * @returns how much there was; `null` when it could not go on
   */
  sweep(erasure: OpenErasure, mayGoOn: MayGoOn): Promise<number | null> {
    return this.pass(erasure, erasure.erasedAt, mayGoOn);
  }

  /** Takes out of the database's files what is deleted. @returns whether it could go on */
  async scrub(mayGoOn: MayGoOn): Promise<boolean> {
    for (const erasable of this.erasables) {
      for (let step = 0; step < MOST_SCRUBS; step += 1) {
        if (!(await mayGoOn())) return false;
        if (!(await erasable.scrub(step))) break;
      }
    }
    // Where somebody reads, it is emptied when the erasure is closed.
    await this.scrubs.emptyLog();
    return true;
  }

  /** Once through everything. */
  private async pass(erasure: OpenErasure, until: Date | null, mayGoOn: MayGoOn): Promise<number | null> {
    // Apart from the steps: it opens transactions of its own.
    await this.trail.flush();
    let found = 0;
    for (const erasable of this.erasables) {
      for (let count = AT_ONCE; count >= AT_ONCE; found += count) {
        if (!(await mayGoOn())) return null;
        const start = performance.now();
        count = await this.step(erasure, erasable, until);
        // Whoever asks for something meanwhile has the database at least half of the time.
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

/** It is about a user who must not be named any more. */
export function ofTenant({ tenantId }: Pick<Erasure, 'tenantId'>) {
  return { tenantId, userId: null };
}

function erasedEntry({ id, counts }: Erasure) {
  return { action: 'user.erased' as const, subjectId: id, detail: { counts } };
}
