import { IsIn, IsOptional, Matches } from 'class-validator';
import { type Role, ROLES } from '../../common/index.js';
import { INSTANT_TEXT, QueryInstant, USER_ID, USER_ID_RULE } from '../../http/index.js';
import { ApiProperty, ApiPropertyOptional } from '../../openapi/index.js';

export class CreateKeyRequest {
  @ApiProperty({
    enum: ROLES,
    description:
      '`admin`: everything in the tenant, its keys and budgets among it; `service`: every user of the tenant; `user`: one of them.',
    example: 'service',
  })
  @IsIn(ROLES)
  readonly role: Role;

  @ApiPropertyOptional({
    pattern: USER_ID.source,
    description: 'The user that the key is bound to; with the role `user`, and only with it.',
    example: 'alice',
  })
  @IsOptional()
  @Matches(USER_ID, { message: USER_ID_RULE })
  readonly user_id?: string;

  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'The first instant at which it no longer counts. Default: it counts until it is revoked.',
    example: '2027-11-25T00:00:00Z',
  })
  @QueryInstant()
  readonly expires_at?: Date;
}

/** What Swagger UI offers to send: made of every field's example it would bind a service to a user. */
export const KEY_EXAMPLES = {
  service: { summary: 'For a service', value: { role: 'service' } },
  user: {
    summary: 'For one user, for a while',
    value: { role: 'user', user_id: 'alice', expires_at: '2027-11-25T00:00:00Z' },
  },
};
