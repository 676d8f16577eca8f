import { Column, Entity, Index } from 'typeorm';
import type { ContentBlock, Effort, UsageBasis } from '../../claude/index.js';
import { IdColumn, InstantColumn, JsonColumn, PicoUsdColumn } from '../../database/index.js';

/** `summary`: Claude's summary of the path that ends with its parent; it belongs to no path itself. */
export type MessageRole = 'user' | 'assistant' | 'summary';

/**
 * One node of a conversation's tree, never changed once written. The parent of a user's message is an answer, the
 * parent of an answer a user's message: so roles alternate on every path.
 */
@Entity('messages')
@Index('idx_messages_children', ['conversationId', 'parentId'])
@Index('idx_messages_tree', ['conversationId', 'createdAt', 'id'])
@Index('idx_messages_idempotency', ['conversationId', 'idempotencyDigest'], { where: 'idempotency_digest IS NOT NULL' })
@Index('idx_messages_summaries', ['conversationId', 'depth'], { where: "role = 'summary'" })
export class Message {
  @IdColumn()
  id: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 128 })
  tenantId: string;

  @Column({ name: 'user_id', type: 'varchar', length: 128 })
  userId: string;

  @Column({ name: 'conversation_id', type: 'varchar', length: 36 })
  conversationId: string;

  @Column({ name: 'parent_id', type: 'varchar', length: 36, nullable: true })
  parentId: string | null;

  /** How many messages come before it on its path; a summary has that of its parent. */
  @Column({ type: 'integer' })
  depth: number;

  @Column({ type: 'varchar', length: 16 })
  role: MessageRole;

  /** The data key that what is said here is encrypted under; `null` where it is stored as it is. */
  @Column({ name: 'key_id', type: 'varchar', length: 36, nullable: true })
  keyId: string | null;

  /** Claude's content blocks, whole, as they came; `null` for a user's message, which is its text. */
  @JsonColumn({ name: 'content', nullable: true })
  content: readonly ContentBlock[] | null;

  @Column({ type: 'text' })
  text: string;

  /** SHA-256 of the idempotency key that a user's message came with: a repeat after a crash finds it. */
  @Column({ name: 'idempotency_digest', type: 'varchar', length: 64, nullable: true })
  idempotencyDigest: string | null;

  /** The first message of the path that Claude was sent; `null` when that was the whole path. */
  @Column({ name: 'context_from_id', type: 'varchar', length: 36, nullable: true })
  contextFromId: string | null;

  /** The summary that stood for what comes before `contextFromId`. */
  @Column({ name: 'summary_id', type: 'varchar', length: 36, nullable: true })
  summaryId: string | null;

  /** SHA-256 of the system text that Claude was sent. */
  @Column({ name: 'system_digest', type: 'text', nullable: true })
  systemDigest: string | null;

  /** The model asked for; `answeredModel` is the snapshot that answered. From here on: `null` for a user's message. */
  @Column({ type: 'varchar', length: 128, nullable: true })
  model: string | null;

  @Column({ name: 'answered_model', type: 'varchar', length: 128, nullable: true })
  answeredModel: string | null;

  @Column({ name: 'max_tokens', type: 'integer', nullable: true })
  maxTokens: number | null;

  @Column({ type: 'varchar', length: 16, nullable: true })
  effort: Effort | null;

  @Column({ name: 'stop_reason', type: 'varchar', length: 64, nullable: true })
  stopReason: string | null;

  @Column({ name: 'input_tokens', type: 'integer', nullable: true })
  inputTokens: number | null;

  @Column({ name: 'output_tokens', type: 'integer', nullable: true })
  outputTokens: number | null;

  @Column({ name: 'cache_creation_input_tokens', type: 'integer', nullable: true })
  cacheCreationInputTokens: number | null;

  /** The part of `cacheCreationInputTokens` written for an hour, which costs more. */
  @Column({ name: 'cache_creation_1h_input_tokens', type: 'integer', nullable: true })
  cacheCreation1hInputTokens: number | null;

  @Column({ name: 'cache_read_input_tokens', type: 'integer', nullable: true })
  cacheReadInputTokens: number | null;

  /** Every token billed for it. */
  @Column({ name: 'tokens_used', type: 'integer', nullable: true })
  tokensUsed: number | null;

  /** Whether the tokens are Claude's own count, a bound, or not known; then they are 0 here. Of a user's message: its default. */
  @Column({ name: 'usage_basis', type: 'varchar', length: 16, default: 'reported' })
  usageBasis: UsageBasis;

  @PicoUsdColumn({ name: 'cost_pico_usd', nullable: true })
  costPicoUsd: bigint | null;

  @Column({ name: 'claude_request_id', type: 'varchar', length: 128, nullable: true })
  claudeRequestId: string | null;

  /** What is to be known of how it was made. */
  @JsonColumn({ name: 'metadata' })
  metadata: Readonly<Record<string, string>>;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}
