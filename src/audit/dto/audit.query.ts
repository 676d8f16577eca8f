import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { AUDIT_ACTIONS, type AuditAction } from '../../common/index.js';
import { INSTANT_TEXT, IsId, PageQuery, QueryInstant, USER_ID, USER_ID_RULE } from '../../http/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';

/** Has no examples, because Swagger UI would fill them into the form and filter by them. */
export class AuditQueryParams extends PageQuery {
  @ApiPropertyOptional({
    pattern: USER_ID.source,
    description: 'Only records about this user. Records of an erased user no longer name the user.',
  })
  @IsOptional()
  @Matches(USER_ID, { message: USER_ID_RULE })
  readonly user_id?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only records about the result, conversation, message, key or erasure with this id.',
  })
  @IsOptional()
  @IsId()
  readonly subject_id?: string;

  @ApiPropertyOptional({ enum: AUDIT_ACTIONS, description: 'What was done.' })
  @IsOptional()
  @IsIn(AUDIT_ACTIONS)
  readonly action?: AuditAction;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 64,
    description: '`done`, or the `code` of the problem that was returned.',
  })
  @IsOptional()
  @Length(1, 64)
  @IsString()
  readonly outcome?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 256, description: 'Only actions of the caller with this `subject`.' })
  @IsOptional()
  @Length(1, 256)
  @IsString()
  readonly subject?: string;

  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'Only actions at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC.',
  })
  @QueryInstant()
  readonly from?: Date;

  @ApiPropertyOptional({ ...INSTANT_TEXT, description: 'Only actions before this time or day.' })
  @QueryInstant()
  readonly to?: Date;
}
