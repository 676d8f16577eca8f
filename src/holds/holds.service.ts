import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock, currentlyActing, type Owner, RepriseEvents } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { HoldNotFoundError, LegalHoldError } from './holds.errors.js';
import { HoldRepository } from './hold.repository.js';
import type { LegalHold } from './holds.types.js';

/** Sets and releases legal holds, and checks them before data is deleted. */
@Injectable()
export class HoldsService {
  constructor(
    private readonly holds: HoldRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: RepriseEvents,
  ) {}

  /**
   * Sets a legal hold. It waits for deletions in progress in the tenant, and is in effect when it resolves. Setting it
   * again replaces the reason and keeps its age. While the hold exists, deletions of the user's data throw
   * LegalHoldError.
   */
  set(owner: Owner, reason: string): Promise<LegalHold> {
    const held = { action: 'user.held' } as const;
    return this.audit.attempt(owner, held, () =>
      this.unitOfWork.run(async () => {
        await this.holds.lockForChange(owner);
        const heldBy = currentlyActing()?.identity.subject ?? null;
        await this.holds.put(owner, { reason, heldAt: this.clock.now(), heldBy });
        await this.audit.record(owner, held);
        this.unitOfWork.afterCommit(() => this.events.emit('hold.set', owner, {}));
        return this.findOrThrow(owner);
      }),
    );
  }

  /**
   * The hold with its reason, its age and the caller that set it. @throws HoldNotFoundError if the user is not under a
   * hold
   */
  getOrThrow(owner: Owner): Promise<LegalHold> {
    const read = { action: 'user.hold_read' } as const;
    return this.audit.attempt(owner, read, async () => {
      const hold = await this.findOrThrow(owner);
      await this.audit.note(owner, read);
      return hold;
    });
  }

  /**
   * Releases the hold, so that the user's data can be deleted again. @throws HoldNotFoundError if the user is not under
   * a hold
   */
  release(owner: Owner): Promise<void> {
    const released = { action: 'user.released' } as const;
    return this.audit.attempt(owner, released, () =>
      this.unitOfWork.run(async () => {
        if (!(await this.holds.delete(owner))) throw new HoldNotFoundError();
        await this.audit.record(owner, released);
        this.unitOfWork.afterCommit(() => this.events.emit('hold.released', owner, {}));
      }),
    );
  }

  /**
   * Called in a transaction that deletes data of the user. No hold can be set until the transaction ends.
   * @throws LegalHoldError if the user is under a hold; the transaction must be rolled back
   */
  async assertNone(owner: Owner): Promise<void> {
    await this.holds.lockAsItIs(owner);
    if (await this.holds.find(owner)) throw new LegalHoldError();
  }

  /** As `assertNone`, for several users of a tenant. @returns the users that are under a hold */
  async heldAmong(tenantId: string, userIds: readonly string[]): Promise<Set<string>> {
    await this.holds.lockAsItIs({ tenantId });
    return this.holds.findHeld({ tenantId }, userIds);
  }

  /** As `assertNone`, for data of the whole tenant. @returns whether any of its users is under a hold */
  async isAnyHeld(tenantId: string): Promise<boolean> {
    await this.holds.lockAsItIs({ tenantId });
    return this.holds.isAnyHeld({ tenantId });
  }

  private async findOrThrow(owner: Owner): Promise<LegalHold> {
    const hold = await this.holds.find(owner);
    if (!hold) throw new HoldNotFoundError();
    return hold;
  }
}
