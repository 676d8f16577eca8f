import { IsIn, IsOptional, Matches } from 'class-validator';
import { type Role, ROLES } from '../../common/index.js';
import { INSTANT_TEXT, QueryInstant, USER_ID, USER_ID_RULE } from '../../http/index.js';
import { ApiProperty, ApiPropertyOptional } from '../../openapi/index.js';

export class CreateKeyRequest {
  @ApiProperty({
    enum: ROLES,
    description:
      '`admin`: full access to the tenant, including keys and budgets; `service`: access to every user of the tenant; `user`: access to one user.',
    example: 'service',
  })
  @IsIn(ROLES)
  readonly role: Role;

  @ApiPropertyOptional({
    pattern: USER_ID.source,
    description: 'The user to whom the key is bound. Required with the role `user`, and refused with other roles.',
    example: 'alice',
  })
  @IsOptional()
  @Matches(USER_ID, { message: USER_ID_RULE })
  readonly user_id?: string;

  @ApiPropertyOptional({
    ...INSTANT_TEXT,
    description: 'When the key expires. Default: it does not expire.',
    example: '2027-11-25T00:00:00Z',
  })
  @QueryInstant()
  readonly expires_at?: Date;
}

/** Request examples. Without them, Swagger UI would combine the examples of all fields into an invalid request. */
export const KEY_EXAMPLES = {
  service: { summary: 'For a service', value: { role: 'service' } },
  user: {
    summary: 'For one user, for a while',
    value: { role: 'user', user_id: 'alice', expires_at: '2027-11-25T00:00:00Z' },
  },
};
