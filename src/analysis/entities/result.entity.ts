import { Column, Entity, Index } from 'typeorm';
import type { ContentBlock, Effort, JsonObject, JsonValue, UsageBasis } from '../../claude/index.js';
import { IdColumn, InstantColumn, JsonColumn, PicoUsdColumn } from '../../database/index.js';

/** One stored analysis: what was asked, what Claude answered, what it cost. */
@Entity('results')
@Index('idx_results_history', ['tenantId', 'userId', 'createdAt', 'id'])
@Index('idx_results_history_model', ['tenantId', 'userId', 'model', 'createdAt', 'id'])
@Index('idx_results_replay_own', ['tenantId', 'userId', 'cacheKey', 'answeredAt'])
@Index('idx_results_replay_shared', ['tenantId', 'cacheKey', 'answeredAt'], { where: 'source_id IS NULL' })
export class Result {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @Column({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  /** The data key that what is said here is encrypted under; `null` where it is stored as it is. */
  @Column({ name: 'key_id', type: 'varchar', length: 36, nullable: true })
  keyId: string | null;

  @Column({ name: 'input_text', type: 'text' })
  inputText: string;

  /** SHA-256 of `inputText`, so that a text can be recognised without reading it; keyed where that is encrypted. */
  @Column({ name: 'input_digest', type: 'varchar', length: 64 })
  inputDigest: string;

  @Column({ type: 'text', nullable: true })
  system: string | null;

  /** The model asked for; `answeredModel` is the snapshot that answered. */
  @Column({ type: 'varchar', length: 128 })
  model: string;

  @Column({ name: 'answered_model', type: 'varchar', length: 128 })
  answeredModel: string;

  @Column({ name: 'max_tokens', type: 'integer' })
  maxTokens: number;

  @Column({ type: 'varchar', length: 16, nullable: true })
  effort: Effort | null;

  @JsonColumn({ name: 'answer_schema', nullable: true })
  schema: JsonObject | null;

  /** Claude's content blocks, whole, as they came. */
  @JsonColumn({ name: 'content' })
  content: readonly ContentBlock[];

  /** The text of the reply's text blocks. */
  @Column({ type: 'text' })
  result: string;

  /** The answer as JSON when a schema was asked for and is satisfied. */
  @JsonColumn({ name: 'parsed', nullable: true })
  parsed: JsonValue;

  @Column({ name: 'stop_reason', type: 'varchar', length: 64 })
  stopReason: string;

  @Column({ name: 'input_tokens', type: 'integer' })
  inputTokens: number;

  @Column({ name: 'output_tokens', type: 'integer' })
  outputTokens: number;

  @Column({ name: 'cache_creation_input_tokens', type: 'integer' })
  cacheCreationInputTokens: number;

  /** The part of `cacheCreationInputTokens` written for an hour, which costs more. */
  @Column({ name: 'cache_creation_1h_input_tokens', type: 'integer' })
  cacheCreation1hInputTokens: number;

  @Column({ name: 'cache_read_input_tokens', type: 'integer' })
  cacheReadInputTokens: number;

  /** Every token billed for the answer. */
  @Column({ name: 'tokens_used', type: 'integer' })
  tokensUsed: number;

  /** Whether the tokens are Claude's own count, a bound, or not known; then they are 0 here. */
  @Column({ name: 'usage_basis', type: 'varchar', length: 16, default: 'reported' })
  usageBasis: UsageBasis;

  @PicoUsdColumn({ name: 'cost_pico_usd', nullable: true })
  costPicoUsd: bigint | null;

  @Column({ name: 'claude_request_id', type: 'varchar', length: 128, nullable: true })
  claudeRequestId: string | null;

  @JsonColumn({ name: 'metadata' })
  metadata: Readonly<Record<string, string>>;

  /** What this answer may stand for; `null` when it must never be replayed. */
  @Column({ name: 'cache_key', type: 'varchar', length: 64, nullable: true })
  cacheKey: string | null;

  /** The result this one is a copy of: another user of the tenant had asked the same. */
  @Column({ name: 'source_id', type: 'varchar', length: 36, nullable: true })
  sourceId: string | null;

  /** When Claude answered; a copy keeps the instant of its source. */
  @InstantColumn({ name: 'answered_at' })
  answeredAt: Date;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}
