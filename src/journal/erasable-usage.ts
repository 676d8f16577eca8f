import { Injectable } from '@nestjs/common';
import { Erasable, type Owner } from '../common/index.js';
import { UsageTransferRepository } from './usage-transfer.repository.js';

/** What a user's days add up to: it stays, and is nobody's. What belongs to calls and replays goes with those. */
@Injectable()
export class ErasableUsage extends Erasable {
  readonly kind = 'usage_days';

  constructor(private readonly usage: UsageTransferRepository) {
    super();
  }

  erase(owner: Owner, most: number, pseudonym: string): Promise<number> {
    return this.usage.moveDays(owner, most, pseudonym);
  }
}
