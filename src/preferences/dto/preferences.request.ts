import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { type Effort, EFFORTS } from '../../claude/index.js';
import { IsPairs, MAX_VALUE, ModelField, WholeBody } from '../../http/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';
import { EffortField, MaxTokensField } from './call-fields.js';

const MAX_SYSTEM = 20_000;
const MAX_PROFILE_PAIRS = 32;

/** Begins with a letter. Its length is counted in code points, as databases do. */
const LANGUAGE = /^\p{L}[\p{L}\p{M}\p{N} ()-]{0,63}$/u;

const NULLABLE = { nullable: true };

/** Replaces all preferences: a field that is missing or `null` is unset. */
@WholeBody()
export class PreferencesRequest {
  @ApiPropertyOptional({ type: String, ...NULLABLE })
  @ModelField('The Claude model of requests that name none.', 'claude-sonnet-5-5')
  readonly model?: string | null;

  @ApiPropertyOptional(NULLABLE)
  @MaxTokensField('Maximum length of answers in tokens, for requests that set none.')
  readonly max_tokens?: number | null;

  @ApiPropertyOptional({ ...NULLABLE, enum: [...EFFORTS, null] })
  @EffortField()
  readonly effort?: Effort | null;

  @ApiPropertyOptional({
    type: String,
    ...NULLABLE,
    minLength: 1,
    maxLength: MAX_SYSTEM,
    description: 'Instructions to Claude for all calls. The system text of a request or a conversation follows them.',
    example: 'Be brief and friendly.',
  })
  @IsOptional()
  @Matches(/\S/, { message: 'must hold more than spaces: Claude takes no blank text' })
  @Length(1, MAX_SYSTEM)
  @IsString()
  readonly system?: string | null;

  @ApiPropertyOptional({
    type: String,
    ...NULLABLE,
    // Has no pattern, because not all languages' regular expressions support letters of all scripts.
    minLength: 1,
    maxLength: 64,
    description:
      'The language of answers: a language tag or a name. Letters of any script, digits, spaces, `-` and `()`; it begins with a letter.',
    example: 'Brazilian Portuguese',
  })
  @IsOptional()
  @Matches(LANGUAGE, { message: 'must be 1–64 letters, digits, spaces, - or (), and begin with a letter' })
  readonly language?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    ...NULLABLE,
    additionalProperties: { type: 'string', maxLength: MAX_VALUE },
    maxProperties: MAX_PROFILE_PAIRS,
    description: 'Facts about the user that Claude should know.',
    example: { city: 'Lisbon', diet: 'vegetarian' },
  })
  @IsOptional()
  @IsPairs({ most: MAX_PROFILE_PAIRS })
  readonly profile?: Record<string, string> | null;
}

/** Request examples. Without them, Swagger UI would combine the examples of all fields. */
export const PREFERENCES_EXAMPLES = {
  personal: {
    summary: 'A language and a profile',
    value: { language: 'Brazilian Portuguese', profile: { city: 'Lisbon', diet: 'vegetarian' } },
  },
  style: { summary: 'Standing instructions', value: { system: 'Be brief and friendly.', max_tokens: 1024 } },
  none: { summary: 'Remove all preferences', value: {} },
};
