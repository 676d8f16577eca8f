import { ApiProperty } from '../../openapi/index.js';
import { CONTEXT_POLICIES, type ContextPolicy } from '../entities/conversation.entity.js';

export class ConversationResponse {
  @ApiProperty({ format: 'uuid', example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69' })
  readonly id: string;

  @ApiProperty({ example: 'alice' })
  readonly user_id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`null` until it is given, or taken from the first message.',
    example: 'A week in Lisbon',
  })
  readonly title: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'You are a patient travel agent.' })
  readonly system: string | null;

  @ApiProperty({ example: 'claude-sonnet-5-5' })
  readonly model: string;

  @ApiProperty({
    enum: CONTEXT_POLICIES,
    description: "What is done when it no longer fits the model's context window.",
    example: 'full',
  })
  readonly context: ContextPolicy;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { ticket: 'A-17' } })
  readonly metadata: Readonly<Record<string, string>>;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The last message of the branch last written.',
    example: '019ab0c4-8d11-7000-8000-5b2f4c6d7e8f',
  })
  readonly current_leaf_id: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-24T12:00:00.000Z' })
  readonly created_at: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When a message was last written.',
    example: '2026-11-24T12:00:05.000Z',
  })
  readonly updated_at: string;
}
