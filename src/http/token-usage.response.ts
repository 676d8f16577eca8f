import { ApiProperty } from '../openapi/index.js';

export class TokenUsageResponse {
  @ApiProperty({ type: 'integer', description: "Input tokens outside of Claude's prompt cache.", example: 12 })
  readonly input_tokens: number;

  @ApiProperty({ type: 'integer', example: 48 })
  readonly output_tokens: number;

  @ApiProperty({ type: 'integer', description: "Input tokens written to Claude's prompt cache.", example: 0 })
  readonly cache_creation_input_tokens: number;

  @ApiProperty({ type: 'integer', description: "Input tokens read from Claude's prompt cache.", example: 0 })
  readonly cache_read_input_tokens: number;
}

interface CountedTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheCreationInputTokens: number;
  readonly cacheReadInputTokens: number;
}

export function toTokenUsage(row: CountedTokens): TokenUsageResponse {
  return {
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cache_creation_input_tokens: row.cacheCreationInputTokens,
    cache_read_input_tokens: row.cacheReadInputTokens,
  };
}
