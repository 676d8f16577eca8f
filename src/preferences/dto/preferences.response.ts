import { type Effort, EFFORTS } from '../../claude/index.js';
import { ApiProperty } from '../../openapi/index.js';

const optional = (description: string, example: string) => ({ type: String, nullable: true, description, example });

/** A user's preferences; `null` for each one that is not set. */
export class PreferencesResponse {
  @ApiProperty({ example: 'alice' })
  readonly user_id: string;

  @ApiProperty(optional('The Claude model of requests that name none.', 'claude-sonnet-5-5'))
  readonly model: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Maximum length of answers in tokens.', example: 1024 })
  readonly max_tokens: number | null;

  @ApiProperty({ type: String, enum: [...EFFORTS, null], nullable: true, example: 'high' })
  readonly effort: Effort | null;

  @ApiProperty(optional('Instructions to Claude for all calls.', 'Be brief and friendly.'))
  readonly system: string | null;

  @ApiProperty(optional('The language of answers.', 'Brazilian Portuguese'))
  readonly language: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Facts about the user that Claude should know.',
    example: { city: 'Lisbon', diet: 'vegetarian' },
  })
  readonly profile: Readonly<Record<string, string>>;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the preferences were last changed; `null` if they were never set.',
    example: '2026-11-25T12:00:00.000Z',
  })
  readonly updated_at: string | null;
}
