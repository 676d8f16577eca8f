import { TokenUsageResponse } from '../../http/index.js';
import { ApiProperty, ApiPropertyOptional } from '../../openapi/index.js';

export class AnalysisResponse {
  @ApiProperty({ format: 'uuid', example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69' })
  readonly id: string;

  @ApiProperty({ example: 'alice' })
  readonly user_id: string;

  @ApiProperty({ example: 'The quick brown fox.' })
  readonly input_text: string;

  @ApiProperty({ description: "The text of Claude's answer.", example: 'A fox that is both quick and brown.' })
  readonly result: string;

  @ApiProperty({
    nullable: true,
    type: 'object',
    additionalProperties: true,
    description: 'The answer as JSON, where `schema` was given and the answer satisfies it; else `null`.',
    example: null,
  })
  readonly parsed: unknown;

  @ApiProperty({ description: 'The model that was asked.', example: 'claude-sonnet-5-5' })
  readonly model: string;

  @ApiProperty({
    description: 'Why Claude stopped: `end_turn`, `max_tokens`, `stop_sequence`, `refusal`, …',
    example: 'end_turn',
  })
  readonly stop_reason: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Every token billed for the answer; `null` where Claude sent no counts that can be true.',
    example: 60,
  })
  readonly tokens_used: number | null;

  @ApiProperty({ type: TokenUsageResponse })
  readonly usage: TokenUsageResponse;

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
    description: 'US dollars, exact; `null` where the price of the model, or what Claude counted, is unknown.',
    example: '0.000504',
  })
  readonly cost_usd: string | null;

  @ApiProperty({
    description: 'Whether this is a replay: a stored answer, for which nothing was billed now.',
    example: false,
  })
  readonly cached: boolean;

  @ApiProperty({ format: 'date-time', example: '2026-11-23T12:00:00.000Z' })
  readonly created_at: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { ticket: 'A-17' } })
  readonly metadata: Readonly<Record<string, string>>;
}
