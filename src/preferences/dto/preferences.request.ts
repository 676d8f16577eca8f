import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { type Effort, EFFORTS } from '../../claude/index.js';
import { IsPairs, MAX_VALUE, ModelField, WholeBody } from '../../http/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';
import { EffortField, MaxTokensField } from './call-fields.js';

const MAX_SYSTEM = 20_000;
const MAX_PROFILE_PAIRS = 32;

/** Begins with a letter; counted in code points, as databases count. */
const LANGUAGE = /^\p{L}[\p{L}\p{M}\p{N} ()-]{0,63}$/u;

const NULLABLE = { nullable: true };

/** All of them at once: what is left out, or `null`, is unset. */
@WholeBody()
export class PreferencesRequest {
  @ApiPropertyOptional({ type: String, ...NULLABLE })
  @ModelField('The Claude model of calls that name none.', 'claude-sonnet-5-5')
  readonly model?: string | null;

  @ApiPropertyOptional(NULLABLE)
  @MaxTokensField('Upper bound of answers, in tokens, where a request names none.')
  readonly max_tokens?: number | null;

  @ApiPropertyOptional({ ...NULLABLE, enum: [...EFFORTS, null] })
  @EffortField()
  readonly effort?: Effort | null;

  @ApiPropertyOptional({
    type: String,
    ...NULLABLE,
    minLength: 1,
    maxLength: MAX_SYSTEM,
    description: 'Standing instructions to Claude; those of a request or a conversation come after them.',
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
    // The letters of all scripts have no pattern that every language's regular expressions know.
    minLength: 1,
    maxLength: 64,
    description:
      'The language of answers: a tag, or what people call it. Letters of any script, digits, spaces, `-` and `()`; it begins with a letter.',
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
    description: 'What Claude is to know of the user.',
    example: { city: 'Lisbon', diet: 'vegetarian' },
  })
  @IsOptional()
  @IsPairs({ most: MAX_PROFILE_PAIRS })
  readonly profile?: Record<string, string> | null;
}

/** What Swagger UI offers to send. Made of every field's example it would be a change that nobody means. */
export const PREFERENCES_EXAMPLES = {
  personal: {
    summary: 'A language and a profile',
    value: { language: 'Brazilian Portuguese', profile: { city: 'Lisbon', diet: 'vegetarian' } },
  },
  style: { summary: 'Standing instructions', value: { system: 'Be brief and friendly.', max_tokens: 1024 } },
  none: { summary: 'None any more', value: {} },
};
