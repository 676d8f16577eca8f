import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { AUDIT_ACTIONS, type AuditAction } from '../../common/index.js';
import { INSTANT_TEXT, IsId, PageQuery, QueryInstant, USER_ID, USER_ID_RULE } from '../../http/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';

/** No examples here: Swagger UI would fill them in and so hide whatever does not fit them. */
export class AuditQueryParams extends PageQuery {
  @ApiPropertyOptional({ pattern: USER_ID.source, description: 'About this user. Nobody finds an erased one.' })
  @IsOptional()
  @Matches(USER_ID, { message: USER_ID_RULE })
  readonly user_id?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'About the result, conversation, message, key or erasure with this id.',
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
    description: 'How it ended: `done`, or the `code` of the problem it was answered with.',
  })
  @IsOptional()
  @Length(1, 64)
  @IsString()
  readonly outcome?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 256, description: 'Who acted, as `subject` names it.' })
  @IsOptional()
  @Length(1, 256)
  @IsString()
  readonly subject?: string;

  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'Done at this time or later: `2026-11-23T12:00:00Z`, or a day, which begins at midnight UTC.',
  })
  @QueryInstant()
  readonly from?: Date;

  @ApiPropertyOptional({ ...INSTANT_TEXT, description: 'Done before this time, or day.' })
  @QueryInstant()
  readonly to?: Date;
}
