import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock, currentlyActing, type Owner, RepriseEvents } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { HoldNotFoundError, LegalHoldError } from './holds.errors.js';
import { HoldRepository } from './hold.repository.js';
import type { LegalHold } from './holds.types.js';

/** Sets and releases legal holds, and says to whoever is about to erase something whether it may. */
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
   * Holds from when this resolves: whoever was erasing something of the tenant's is waited for. Set again it has the new
   * reason, and is as old as it was. While it is there whatever would delete something of the user's throws LegalHoldError.
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

  /** The hold with its reason, who set it and when. @throws HoldNotFoundError where the user is not held */
  getOrThrow(owner: Owner): Promise<LegalHold> {
    const read = { action: 'user.hold_read' } as const;
    return this.audit.attempt(owner, read, async () => {
      const hold = await this.findOrThrow(owner);
      await this.audit.note(owner, read);
      return hold;
    });
  }

  /** From now on the user's things can be deleted again. @throws HoldNotFoundError where the user is not held */
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
   * For a transaction that erases something of the user's: until it ends, the user does not become held.
   * @throws LegalHoldError with which the transaction has to be rolled back
   */
  async assertNone(owner: Owner): Promise<void> {
    await this.holds.lockAsItIs(owner);
    if (await this.holds.find(owner)) throw new LegalHoldError();
  }

  /** The same for several users of a tenant at once. @returns those that are held */
  async heldAmong(tenantId: string, userIds: readonly string[]): Promise<Set<string>> {
    await this.holds.lockAsItIs({ tenantId });
    return this.holds.findHeld({ tenantId }, userIds);
  }

  /** The same for what is of a whole tenant. @returns whether any of its users is held */
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
