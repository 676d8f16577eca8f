import { Injectable } from '@nestjs/common';
import { END_OF_TIME, Erasable, type Owner } from '../common/index.js';
import { Database, sql } from '../database/index.js';
import { Call } from './entities/call.entity.js';
import { type EndedCall, endedEntry } from './ledger-entry.js';
import { UsageTransferRepository } from './usage-transfer.repository.js';

/** Of no request: a digest of it would say whether it was this one. */
const NO_DIGEST = '0'.repeat(64);

/**
 * Calls stay, since they were billed, without the user's name. So do calls in flight: when such a call ends, its request finds
 * that it no longer belongs to the user, and stores nothing.
 */
@Injectable()
export class ErasableCalls extends Erasable {
  readonly kind = 'calls';

  constructor(
    private readonly db: Database,
    private readonly usage: UsageTransferRepository,
  ) {
    super();
  }

  /** Whether some that were the user's are still pending. */
  async areUnderWay({ tenantId }: Pick<Owner, 'tenantId'>, pseudonym: string): Promise<boolean> {
    const rows = await this.db.rows(
      sql`SELECT id FROM ${Call} WHERE status = 'pending' AND tenant_id = ${tenantId} AND user_id = ${pseudonym} LIMIT 1`,
    );
    return rows.length > 0;
  }

  async erase(owner: Owner, most: number, pseudonym: string, until: Date | null): Promise<number> {
    const { tenantId, userId } = owner;
    const some = sql`id IN (
      SELECT id FROM ${Call}
       WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND started_at <= ${until ?? END_OF_TIME} LIMIT ${most})`;
    const erased = { userId: pseudonym, requestDigest: NO_DIGEST };
    const calls = await this.db.updateReturning<Call, CallRow>(Call, erased, some, COLUMNS);
    const ended = calls
      .filter(({ status }) => status !== 'pending')
      .map((row) => endedEntry({ ...owner, ...toCall(row) }));
    await this.usage.move(owner, ended, pseudonym);
    return calls.length;
  }
}

const COLUMNS = sql`kind, model, status, attempt, started_at AS "startedAt", input_tokens AS "inputTokens",
  output_tokens AS "outputTokens", cache_creation_input_tokens AS "cacheCreationInputTokens",
  cache_read_input_tokens AS "cacheReadInputTokens", CAST(cost_pico_usd AS TEXT) AS "costPicoUsd",
  usage_basis AS "usageBasis", CAST(reserved_pico_usd AS TEXT) AS "reservedPicoUsd"`;

interface CallRow extends Omit<EndedCall, keyof Owner | 'startedAt' | 'costPicoUsd' | 'reservedPicoUsd'> {
  readonly startedAt: string;
  readonly costPicoUsd: string | null;
  readonly reservedPicoUsd: string | null;
}

function toCall({ startedAt, costPicoUsd, reservedPicoUsd, ...row }: CallRow): Omit<EndedCall, keyof Owner> {
  return {
    ...row,
    startedAt: new Date(startedAt),
    costPicoUsd: costPicoUsd === null ? null : BigInt(costPicoUsd),
    reservedPicoUsd: reservedPicoUsd === null ? null : BigInt(reservedPicoUsd),
  };
}
