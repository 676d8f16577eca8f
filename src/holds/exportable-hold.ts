import { Injectable } from '@nestjs/common';
import { Exportable, type Owner } from '../common/index.js';
import { HoldRepository } from './hold.repository.js';

/** That there is a hold, and since when. Why is told to administrators only. */
@Injectable()
export class ExportableHold extends Exportable {
  readonly types = ['hold'];
  readonly tables = ['legal_holds'];

  constructor(private readonly holds: HoldRepository) {
    super();
  }

  async *export(owner: Owner) {
    const hold = await this.holds.find(owner);
    if (hold) yield { type: 'hold', user_id: hold.userId, held_at: hold.heldAt.toISOString() };
  }
}
