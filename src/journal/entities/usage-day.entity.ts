import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { PicoUsdColumn } from '../../database/index.js';
import type { CallKind } from './call.entity.js';

/** Stands where a user's id would in the rows of a whole tenant; no user has it. */
export const WHOLE_TENANT = '';

/**
 * What a user's calls and replays of one day add up to, by model and kind; and, beside that, those of the whole tenant.
 * Kept together with each call's end, so that it always says what the journal says.
 */
@Entity('usage_days')
@Index('idx_usage_days_tenant', ['tenantId', 'day'])
export class UsageDay {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  /** `WHOLE_TENANT` in the rows of all of its users. */
  @PrimaryColumn({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  /** The day in UTC on which the calls were sent: `2026-11-25`. */
  @PrimaryColumn({ type: 'varchar', length: 10 })
  day: string;

  @PrimaryColumn({ type: 'varchar', length: 128 })
  model: string;

  @PrimaryColumn({ type: 'varchar', length: 32 })
  kind: CallKind;

  /** The tenant's numbers are spread over a few rows by user, so that calls that end at once need not wait for each other. */
  @PrimaryColumn({ type: 'integer' })
  slot: number;

  /** Calls and replays; a retry is no request of its own. */
  @Column({ type: 'bigint' })
  requests: string;

  @Column({ type: 'bigint' })
  replays: string;

  /** Requests sent to Claude, each retry among them. */
  @Column({ type: 'bigint' })
  calls: string;

  /** Calls whose end is unknown, because their process died. */
  @Column({ name: 'interrupted_calls', type: 'bigint' })
  interruptedCalls: string;

  /** Calls of unknown cost: their price is not known, or what Claude counted or did is not. */
  @Column({ name: 'unpriced_calls', type: 'bigint' })
  unpricedCalls: string;

  /** The most that those can have cost, for which budgets keep room. */
  @PicoUsdColumn({ name: 'unpriced_bound_pico_usd', default: 0 })
  unpricedBoundPicoUsd: bigint;

  /** Calls whose tokens are bounds: their answers broke off before Claude counted them. */
  @Column({ name: 'estimated_calls', type: 'bigint', default: 0 })
  estimatedCalls: string;

  /** Replays of answers whose cost is unknown. */
  @Column({ name: 'unpriced_replays', type: 'bigint' })
  unpricedReplays: string;

  @Column({ name: 'input_tokens', type: 'bigint' })
  inputTokens: string;

  @Column({ name: 'output_tokens', type: 'bigint' })
  outputTokens: string;

  @Column({ name: 'cache_creation_input_tokens', type: 'bigint' })
  cacheCreationInputTokens: string;

  @Column({ name: 'cache_read_input_tokens', type: 'bigint' })
  cacheReadInputTokens: string;

  @PicoUsdColumn({ name: 'billed_pico_usd' })
  billedPicoUsd: bigint;

  @PicoUsdColumn({ name: 'saved_pico_usd' })
  savedPicoUsd: bigint;
}
