import { Column, Entity, Index } from 'typeorm';
import type { UsageBasis } from '../../claude/index.js';
import { IdColumn, InstantColumn, PicoUsdColumn } from '../../database/index.js';

/** What a call is made for; `subject_id` names the row it will belong to. */
export type CallKind = 'analysis' | 'message' | 'summary';

/**
 * `pending`: sent, or about to be; `succeeded`: the whole reply is stored; `failed`: Claude gave none, or broke off;
 * `aborted`: cut short, for a client that left or by a stop; `interrupted`: our process died or lost the call's lease, so that
 * what Claude did is not known for certain. Where that process lives after all, the call ends as what it is once Claude answers.
 */
export type CallStatus = 'pending' | 'succeeded' | 'failed' | 'aborted' | 'interrupted';

/** One request sent to Claude: written and committed before it leaves. */
@Entity('calls')
@Index('idx_calls_owner', ['tenantId', 'userId', 'startedAt', 'id'])
@Index('idx_calls_tenant', ['tenantId', 'startedAt'])
@Index('idx_calls_reserved', ['tenantId', 'userId'], { where: "status = 'pending'" })
@Index('idx_calls_unanswered', ['tenantId', 'reservedUntil'], { where: "status = 'interrupted'" })
@Index('idx_calls_pending', ['leaseUntil'], { where: "status = 'pending'" })
export class Call {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @Column({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  @Column({ type: 'varchar', length: 32 })
  kind: CallKind;

  @Column({ name: 'subject_id', type: 'varchar', length: 36 })
  subjectId: string;

  /** SHA-256 of the request. */
  @Column({ name: 'request_digest', type: 'varchar', length: 64 })
  requestDigest: string;

  /** 1 for the first time the request was sent, 2 for its first retry, … */
  @Column({ type: 'integer' })
  attempt: number;

  @Column({ type: 'varchar', length: 128 })
  model: string;

  @Column({ type: 'varchar', length: 16 })
  status: CallStatus;

  /** The process that waits for the reply. */
  @Column({ name: 'lease_holder', type: 'varchar', length: 36 })
  leaseHolder: string;

  /** Until when that process is taken for alive. */
  @InstantColumn({ name: 'lease_until' })
  leaseUntil: Date;

  @InstantColumn({ name: 'started_at' })
  startedAt: Date;

  @InstantColumn({ name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** The code of the error that ended it. */
  @Column({ name: 'error_code', type: 'varchar', length: 64, nullable: true })
  errorCode: string | null;

  @Column({ name: 'claude_request_id', type: 'varchar', length: 128, nullable: true })
  claudeRequestId: string | null;

  @Column({ name: 'answered_model', type: 'varchar', length: 128, nullable: true })
  answeredModel: string | null;

  @Column({ name: 'input_tokens', type: 'integer', default: 0 })
  inputTokens: number;

  @Column({ name: 'output_tokens', type: 'integer', default: 0 })
  outputTokens: number;

  @Column({ name: 'cache_creation_input_tokens', type: 'integer', default: 0 })
  cacheCreationInputTokens: number;

  @Column({ name: 'cache_creation_1h_input_tokens', type: 'integer', default: 0 })
  cacheCreation1hInputTokens: number;

  @Column({ name: 'cache_read_input_tokens', type: 'integer', default: 0 })
  cacheReadInputTokens: number;

  @Column({ name: 'service_tier', type: 'varchar', length: 32, nullable: true })
  serviceTier: string | null;

  /** Whether the tokens are Claude's own count (of a call that was not billed there are none), a bound, or not known. */
  @Column({ name: 'usage_basis', type: 'varchar', length: 16, default: 'reported' })
  usageBasis: UsageBasis;

  /** What the call cost, or at most where that is estimated; `null` where it is not known, or its price is not. */
  @PicoUsdColumn({ name: 'cost_pico_usd', nullable: true })
  costPicoUsd: bigint | null;

  /**
   * The most it can cost, for which budgets keep room while it is pending, and after it where it ended at an unknown cost;
   * `null` where no price is known.
   */
  @PicoUsdColumn({ name: 'reserved_pico_usd', nullable: true })
  reservedPicoUsd: bigint | null;

  /**
   * Until when Claude may answer: the request's own time limit. An interrupted call has its room in budgets until then;
   * `null` where that is not known.
   */
  @InstantColumn({ name: 'reserved_until', nullable: true })
  reservedUntil: Date | null;
}
