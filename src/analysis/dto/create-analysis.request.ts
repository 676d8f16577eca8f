import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { CACHE_MODES, type CacheMode } from '../../cache/index.js';
import { EFFORTS, type Effort, type JsonObject } from '../../claude/index.js';
import { IsMetadata, MAX_METADATA_PAIRS } from './is-metadata.js';
import { IsUsableSchema } from './is-usable-schema.js';

const ON_DISCONNECT = ['finish', 'abort'] as const;
const MAX_TEXT = 200_000;
const MAX_TOKENS = 128_000;
export const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$/;

/** Keeps a free-form object as it was sent: class-transformer would rebuild it. */
const AsSent = () => Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]);

export class CreateAnalysisRequest {
  @ApiProperty({ minLength: 1, maxLength: MAX_TEXT, description: 'What to analyse.', example: 'The quick brown fox.' })
  @Length(1, MAX_TEXT)
  @IsString()
  readonly text: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: MAX_TEXT,
    description: 'Instructions to Claude.',
    example: 'Answer in one sentence.',
  })
  @IsOptional()
  @Length(1, MAX_TEXT)
  @IsString()
  readonly system?: string;

  @ApiPropertyOptional({
    pattern: MODEL_NAME.source,
    description: 'A Claude model. Default: `CLAUDE_MODEL`.',
    example: 'claude-sonnet-5-5',
  })
  @IsOptional()
  @Matches(MODEL_NAME, { message: 'must be the name of a Claude model, such as claude-sonnet-5-5' })
  readonly model?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MAX_TOKENS,
    description: 'Upper bound of the answer, in tokens. Default: `CLAUDE_MAX_TOKENS`.',
    example: 1024,
  })
  @IsOptional()
  @Max(MAX_TOKENS)
  @Min(1)
  @IsInt()
  readonly max_tokens?: number;

  @ApiPropertyOptional({ enum: EFFORTS, description: 'How hard Claude works on the answer.' })
  @IsOptional()
  @IsIn(EFFORTS)
  readonly effort?: Effort;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'A JSON Schema whose root is an object. The answer is JSON that satisfies it, in `parsed`.',
    example: {
      type: 'object',
      properties: { topic: { type: 'string' } },
      required: ['topic'],
      additionalProperties: false,
    },
  })
  @IsOptional()
  @AsSent()
  @IsUsableSchema()
  readonly schema?: JsonObject;

  @ApiPropertyOptional({
    enum: CACHE_MODES,
    default: 'use',
    description:
      '`use`: replay a stored answer if there is one; `refresh`: ask again and replay that from now on; `off`: neither.',
  })
  @IsOptional()
  @IsIn(CACHE_MODES)
  readonly cache?: CacheMode;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', maxLength: 512 },
    maxProperties: MAX_METADATA_PAIRS,
    description: "The caller's own notes; Claude does not see them.",
    example: { ticket: 'A-17' },
  })
  @IsOptional()
  @AsSent()
  @IsMetadata()
  readonly metadata?: Record<string, string>;

  @ApiPropertyOptional({
    default: false,
    description: 'Answer as server-sent events while Claude writes; so does `Accept: text/event-stream`.',
  })
  @IsOptional()
  @IsBoolean()
  readonly stream?: boolean;

  @ApiPropertyOptional({
    enum: ON_DISCONNECT,
    default: 'finish',
    description:
      'What becomes of a stream whose client leaves. `finish`: the answer is completed and stored; `abort`: Claude is cut ' +
      'short, and what there is of the answer is stored as partial and never replayed.',
  })
  @IsOptional()
  @IsIn(ON_DISCONNECT)
  readonly on_disconnect?: (typeof ON_DISCONNECT)[number];
}

/** What Swagger UI offers to send. Made of every field's example it would be a request that nobody means. */
export const ANALYZE_EXAMPLES = {
  text: { summary: 'A text', value: { text: 'The quick brown fox.' } },
  structured: {
    summary: 'A structured answer',
    value: {
      text: 'The quick brown fox.',
      system: 'Name the topic of the text.',
      schema: {
        type: 'object',
        properties: { topic: { type: 'string' } },
        required: ['topic'],
        additionalProperties: false,
      },
    },
  },
  refresh: { summary: 'Ask again', value: { text: 'The quick brown fox.', cache: 'refresh' } },
};
