import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { MetadataField, ModelField, USER_ID, USER_ID_RULE } from '../../http/index.js';
import { ApiProperty, ApiPropertyOptional } from '../../openapi/index.js';
import type { ContextPolicy } from '../entities/conversation.entity.js';
import { ContextField, TitleField } from './conversation-fields.js';

const MAX_SYSTEM = 200_000;

export class CreateConversationRequest {
  @ApiProperty({ pattern: USER_ID.source, example: 'alice', description: 'Your own name for an end user.' })
  @Matches(USER_ID, { message: USER_ID_RULE })
  readonly user_id: string;

  @TitleField('Default: the beginning of the first message.')
  readonly title?: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: MAX_SYSTEM,
    description: 'Instructions to Claude for every answer; not only spaces.',
    example: 'You are a patient travel agent.',
  })
  @IsOptional()
  @Matches(/\S/, { message: 'must hold more than spaces: Claude takes no blank text' })
  @Length(1, MAX_SYSTEM)
  @IsString()
  readonly system?: string;

  @ModelField(
    "The Claude model of every answer. Default: the user's preference, else `CLAUDE_MODEL`.",
    'claude-sonnet-5-5',
  )
  readonly model?: string;

  @ContextField()
  readonly context?: ContextPolicy;

  @MetadataField()
  readonly metadata?: Record<string, string>;
}
