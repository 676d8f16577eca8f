import { Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { Database, sql } from '../database/index.js';
import { Replay } from './entities/replay.entity.js';
import { replayEntry } from './ledger-entry.js';
import { UsageTransferRepository } from './usage-transfer.repository.js';

/** Replays stay counted, without the user's name. */
@Injectable()
export class ErasableReplays extends Erasable {
  readonly kind = 'replays';

  constructor(
    private readonly db: Database,
    private readonly usage: UsageTransferRepository,
  ) {
    super();
  }

  async erase(owner: Owner, most: number, pseudonym: string, until: Date | null): Promise<number> {
    const { tenantId, userId } = owner;
    const some = sql`id IN (
      SELECT id FROM ${Replay}
       WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND created_at <= ${until ?? END_OF_TIME} LIMIT ${most})`;
    const rows = await this.db.updateReturning<Replay, ReplayRow>(Replay, { userId: pseudonym }, some, COLUMNS);
    await this.usage.move(
      owner,
      rows.map((row) => replayEntry({ ...owner, ...toReplay(row) })),
      pseudonym,
    );
    return rows.length;
  }
}

const COLUMNS = sql`kind, model, created_at AS "createdAt", CAST(saved_pico_usd AS TEXT) AS "savedPicoUsd"`;

interface ReplayRow extends Pick<Replay, 'kind' | 'model'> {
  readonly createdAt: string;
  readonly savedPicoUsd: string | null;
}

function toReplay({ createdAt, savedPicoUsd, ...row }: ReplayRow) {
  return { ...row, createdAt: new Date(createdAt), savedPicoUsd: savedPicoUsd === null ? null : BigInt(savedPicoUsd) };
}
