import { ApiProperty } from '../openapi/index.js';

/** Each count is `null` if Claude sent no plausible counts. */
export class TokenUsageResponse {
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: "Input tokens outside of Claude's prompt cache.",
    example: 12,
  })
  readonly input_tokens: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 48 })
  readonly output_tokens: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: "Input tokens written to Claude's prompt cache.",
    example: 0,
  })
  readonly cache_creation_input_tokens: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: "Input tokens read from Claude's prompt cache.",
    example: 0,
  })
  readonly cache_read_input_tokens: number | null;
}

interface CountedTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheCreationInputTokens: number;
  readonly cacheReadInputTokens: number;
  readonly usageBasis: 'reported' | 'estimated' | 'unknown';
}

/** Unknown counts are `null`, never 0. */
export function toTokenUsage(row: CountedTokens): TokenUsageResponse {
  const isKnown = row.usageBasis !== 'unknown';
  return {
    input_tokens: isKnown ? row.inputTokens : null,
    output_tokens: isKnown ? row.outputTokens : null,
    cache_creation_input_tokens: isKnown ? row.cacheCreationInputTokens : null,
    cache_read_input_tokens: isKnown ? row.cacheReadInputTokens : null,
  };
}
