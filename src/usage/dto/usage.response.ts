import { ApiProperty, ApiPropertyOptional } from '../../openapi/index.js';
import { GROUPS } from './usage.query.js';

const Count = (description: string, example: number) =>
  ApiProperty({ type: 'integer', minimum: 0, description, example });
const Usd = (description: string, example: string) =>
  ApiProperty({ type: String, nullable: true, pattern: '^\\d+\\.\\d{6,12}$', description, example });

export class UsageNumbersResponse {
  @Count('Number of requests, sent to Claude or replayed. Retries are not counted.', 12)
  readonly requests: number;

  @Count('Number of requests answered with a stored answer, without a call to Claude.', 4)
  readonly replays: number;

  @Count('Number of ended calls to Claude, including retries.', 9)
  readonly calls: number;

  @Count('Number of calls with an unknown result, because the process died.', 0)
  readonly interrupted_calls: number;

  @Count(
    'Number of calls with an unknown cost, which `billed_usd` does not include: the price is unknown, the token counts are not ' +
      'plausible, or the call failed although Claude may have billed it. Budgets count their maximum cost.',
    0,
  )
  readonly unpriced_calls: number;

  @Count(
    'Number of calls that were interrupted before Claude reported token counts. Their tokens and cost are upper bounds.',
    0,
  )
  readonly estimated_calls: number;

  @Count('Number of replays of answers with an unknown cost, which `saved_usd` does not include.', 0)
  readonly unpriced_replays: number;

  @Count("Input tokens outside of Claude's prompt cache.", 96)
  readonly input_tokens: number;

  @Count('Output tokens.', 384)
  readonly output_tokens: number;

  @Count("Input tokens written to Claude's prompt cache.", 0)
  readonly cache_creation_input_tokens: number;

  @Count("Input tokens read from Claude's prompt cache.", 0)
  readonly cache_read_input_tokens: number;

  @Count('Number of billed tokens of all kinds.', 480)
  readonly tokens_used: number;

  @Usd('The billed amount in US dollars, exact except for `estimated_calls`; `null` if no cost is known.', '0.006048')
  readonly billed_usd: string | null;

  @Usd('The original cost of the replayed answers in US dollars; `null` if no cost is known.', '0.002016')
  readonly saved_usd: string | null;
}

export class UsageGroupResponse extends UsageNumbersResponse {
  @ApiPropertyOptional({ format: 'date', description: 'With `group_by=day`, in UTC.', example: '2026-11-25' })
  readonly day?: string;

  @ApiPropertyOptional({
    description: 'With `group_by=model`: the requested model.',
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
    description: 'The user whose usage it is; missing for the usage of the whole tenant.',
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
    description:
      'Empty without `group_by`. Days are in chronological order, other groups by descending cost. At most 2,000.',
  })
  readonly data: readonly UsageGroupResponse[];

  @ApiProperty({ description: 'Whether there are more groups. The totals include all groups.', example: false })
  readonly has_more: boolean;
}
