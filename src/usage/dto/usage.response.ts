import { ApiProperty, ApiPropertyOptional } from '../../openapi/index.js';
import { GROUPS } from './usage.query.js';

const Count = (description: string, example: number) =>
  ApiProperty({ type: 'integer', minimum: 0, description, example });
const Usd = (description: string, example: string) =>
  ApiProperty({ type: String, nullable: true, pattern: '^\\d+\\.\\d{6,12}$', description, example });

export class UsageNumbersResponse {
  @Count('Requests: to Claude, or answered from the store. A retry is none of its own.', 12)
  readonly requests: number;

  @Count('The requests that were answered from the store; nothing was billed for them.', 4)
  readonly replays: number;

  @Count('Calls to Claude that have ended, each retry among them.', 9)
  readonly calls: number;

  @Count('The calls of which what Claude did is unknown: their process died.', 0)
  readonly interrupted_calls: number;

  @Count(
    'The calls of unknown cost, which `billed_usd` lacks: without a known price, without counts that can be true, or without ' +
      'an answer though Claude may have billed one. Budgets keep what they can have cost at most.',
    0,
  )
  readonly unpriced_calls: number;

  @Count('The calls whose answers broke off before Claude counted them: their tokens and cost are upper bounds.', 0)
  readonly estimated_calls: number;

  @Count('The replays of answers whose cost is not known; `saved_usd` lacks them.', 0)
  readonly unpriced_replays: number;

  @Count("Input tokens outside of Claude's prompt cache.", 96)
  readonly input_tokens: number;

  @Count('Output tokens.', 384)
  readonly output_tokens: number;

  @Count("Input tokens written to Claude's prompt cache.", 0)
  readonly cache_creation_input_tokens: number;

  @Count("Input tokens read from Claude's prompt cache.", 0)
  readonly cache_read_input_tokens: number;

  @Count('Every token that was billed.', 480)
  readonly tokens_used: number;

  @Usd(
    'What was billed, in US dollars, exact but for `estimated_calls`; `null` where nothing is known of what was billed.',
    '0.006048',
  )
  readonly billed_usd: string | null;

  @Usd('What the replayed answers had cost; `null` where that is known of none of them.', '0.002016')
  readonly saved_usd: string | null;
}

export class UsageGroupResponse extends UsageNumbersResponse {
  @ApiPropertyOptional({ format: 'date', description: 'With `group_by=day`, in UTC.', example: '2026-11-25' })
  readonly day?: string;

  @ApiPropertyOptional({
    description: 'With `group_by=model`: the model that was asked.',
    example: 'claude-sonnet-5-5',
  })
  readonly model?: string;

  @ApiPropertyOptional({ description: 'With `group_by=user`.', example: 'alice' })
  readonly user_id?: string;

  @ApiPropertyOptional({
    description: 'With `group_by=kind`: `analysis`, `message`, or `summary` (of a long conversation).',
    example: 'analysis',
  })
  readonly kind?: string;
}

export class UsageResponse extends UsageNumbersResponse {
  @ApiPropertyOptional({
    description: "Whose usage it is; not there where it is the whole tenant's.",
    example: 'alice',
  })
  readonly user_id?: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-01T00:00:00.000Z' })
  readonly from: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: '`null`: up to now.', example: null })
  readonly to: string | null;

  @ApiProperty({ type: String, enum: [...GROUPS, null], nullable: true, example: 'day' })
  readonly group_by: string | null;

  @ApiProperty({
    type: [UsageGroupResponse],
    description: 'Empty without `group_by`. Days in their order; other groups with the dearest first, at most 2,000.',
  })
  readonly data: readonly UsageGroupResponse[];

  @ApiProperty({ description: 'Whether there are more groups; the totals have them all.', example: false })
  readonly has_more: boolean;
}
