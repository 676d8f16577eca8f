import { TokenUsageResponse } from '../../http/index.js';
import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '../../openapi/index.js';

const ROLES = ['user', 'assistant', 'summary'] as const;
const STATUSES = ['complete', 'pending', 'interrupted'] as const;
const ID = '019ab0c4-8d11-7000-8000-5b2f4c6d7e8f';

const nullableId = (description: string) => ({
  type: String,
  format: 'uuid',
  nullable: true,
  description,
  example: null,
});

export class MessageResponse {
  @ApiProperty({ format: 'uuid', example: ID })
  readonly id: string;

  @ApiProperty({ format: 'uuid', example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69' })
  readonly conversation_id: string;

  @ApiProperty({ ...nullableId('The message before it; `null` for a first message.'), example: ID })
  readonly parent_id: string | null;

  @ApiProperty({
    enum: ROLES,
    description:
      "`summary`: Claude's summary of the path up to its parent, sent in place of older turns; only in the tree.",
    example: 'assistant',
  })
  readonly role: (typeof ROLES)[number];

  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'object', additionalProperties: true } }],
    description: "A user's text as it was sent; Claude's content blocks, whole, as they came.",
    example: [{ type: 'text', text: 'Lisbon: warm, and not yet crowded.' }],
  })
  readonly content: unknown;

  @ApiProperty({ description: 'The text of `content`.', example: 'Lisbon: warm, and not yet crowded.' })
  readonly text: string;

  @ApiProperty({
    enum: STATUSES,
    description:
      "`complete`: a user's message that was answered, or a whole answer; `pending`: it is being answered; `interrupted`: no " +
      'answer came, or it was broken off: send the same `Idempotency-Key` again, or regenerate it.',
    example: 'complete',
  })
  readonly status: (typeof STATUSES)[number];

  @ApiProperty({
    type: String,
    nullable: true,
    description: "The model that was asked; `null` for a user's message, as are all fields from here on.",
    example: 'claude-sonnet-5-5',
  })
  readonly model: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why Claude stopped.', example: 'end_turn' })
  readonly stop_reason: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Every token billed for it; `null` also where Claude sent no counts that can be true.',
    example: 60,
  })
  readonly tokens_used: number | null;

  @ApiProperty({
    anyOf: [{ $ref: getSchemaPath(TokenUsageResponse) }, { type: 'object', nullable: true, enum: [null] }],
  })
  readonly usage: TokenUsageResponse | null;

  @ApiPropertyOptional({
    type: Boolean,
    enum: [true],
    description:
      'There where `tokens_used`, `usage` and `cost_usd` are upper bounds: the answer broke off before Claude counted it.',
  })
  readonly usage_is_estimate?: true;

  @ApiProperty({
    type: String,
    nullable: true,
    pattern: '^\\d+\\.\\d{6,12}$',
    description: 'US dollars, exact; `null` also where the price of the model, or what Claude counted, is unknown.',
    example: '0.000504',
  })
  readonly cost_usd: string | null;

  @ApiProperty(nullableId('The first message of the path that Claude was sent; `null`: all of it.'))
  readonly context_from_id: string | null;

  @ApiProperty(nullableId('The summary that was sent in place of what comes before that.'))
  readonly summary_id: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'What is to be known of how it was made.',
    example: {},
  })
  readonly metadata: Readonly<Record<string, string>>;

  @ApiProperty({ format: 'date-time', example: '2026-11-24T12:00:05.000Z' })
  readonly created_at: string;
}

export class TurnResponse {
  @ApiProperty({ type: MessageResponse })
  readonly user_message: MessageResponse;

  @ApiProperty({ type: MessageResponse })
  readonly assistant_message: MessageResponse;
}
