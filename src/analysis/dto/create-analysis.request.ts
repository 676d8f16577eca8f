import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { CACHE_MODES, type CacheMode } from '../../cache/index.js';
import type { JsonObject } from '../../claude/index.js';
import { MetadataField, ModelField } from '../../http/index.js';
import { ApiProperty, ApiPropertyOptional } from '../../openapi/index.js';
import { CallOptionsRequest } from '../../preferences/index.js';
import { IsUsableSchema } from './is-usable-schema.js';

const MAX_TEXT = 200_000;

export class CreateAnalysisRequest extends CallOptionsRequest {
  @ApiProperty({
    minLength: 1,
    maxLength: MAX_TEXT,
    description: 'What to analyse; not only spaces.',
    example: 'The quick brown fox.',
  })
  @Matches(/\S/, { message: 'must hold more than spaces: Claude takes no blank text' })
  @Length(1, MAX_TEXT)
  @IsString()
  readonly text: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: MAX_TEXT,
    description: 'Instructions to Claude; not only spaces.',
    example: 'Answer in one sentence.',
  })
  @IsOptional()
  @Matches(/\S/, { message: 'must hold more than spaces: Claude takes no blank text' })
  @Length(1, MAX_TEXT)
  @IsString()
  readonly system?: string;

  @ModelField("A Claude model. Default: the user's preference, else `CLAUDE_MODEL`.", 'claude-sonnet-5-5')
  readonly model?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'A JSON Schema whose root is an object: at most 64 KiB, 32 levels deep, with 5,000 objects and lists. The answer is JSON ' +
      'that satisfies it, in `parsed`, which stays `null` where the check takes more than about a second.',
    example: {
      type: 'object',
      properties: { topic: { type: 'string' } },
      required: ['topic'],
      additionalProperties: false,
    },
  })
  @IsOptional()
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

  @MetadataField()
  readonly metadata?: Record<string, string>;
}

/** The request that Swagger UI offers. One that is made of every field's example would be of no use. */
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
