import { Injectable } from '@nestjs/common';
import { Erasable, type Owner } from '../common/index.js';
import { UnitOfWork } from '../database/index.js';
import { ContentEncryption } from './content-encryption.js';
import { DataKeyRepository } from './data-key.repository.js';

/**
 * A user's data key. It is to be erased before everything else: from then on nothing that the user has said can be read
 * by anybody, also where it has been copied to before.
 */
@Injectable()
export class ErasableDataKeys extends Erasable {
  readonly kind = 'data_keys';

  constructor(
    private readonly dataKeys: DataKeyRepository,
    private readonly encryption: ContentEncryption,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super();
  }

  /** What comes too late for an erasure is erased row by row: its key may be that of a user who has come back. */
  async erase(owner: Owner, _most: number, _pseudonym: string, until: Date | null): Promise<number> {
    const key = until === null ? await this.dataKeys.find(owner) : null;
    if (key === null || !(await this.dataKeys.destroy(owner, key.id))) return 0;
    this.unitOfWork.afterCommit(() => this.encryption.forget(key.id));
    return 1;
  }
}
