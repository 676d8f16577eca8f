import { Injectable } from '@nestjs/common';
import { Erasable, type Owner } from '../common/index.js';
import { UsageTransferRepository } from './usage-transfer.repository.js';

/** The daily sums of a user: they stay, without the user's name. The parts of calls and replays are moved with those. */
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
