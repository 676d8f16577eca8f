import { type Role, ROLES } from '../../common/index.js';
import { ApiProperty } from '../../openapi/index.js';

/** The fields of a created and of a listed key. */
class KeyFields {
  @ApiProperty({ format: 'uuid', example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69' })
  readonly id: string;

  @ApiProperty({ description: 'The first characters of the key, to recognize it.', example: 'rk_8sJv2P' })
  readonly hint: string;

  @ApiProperty({ example: 'default' })
  readonly tenant: string;

  @ApiProperty({ enum: ROLES, example: 'service' })
  readonly role: Role;

  @ApiProperty({ type: String, nullable: true, description: 'The user to whom the key is bound.', example: null })
  readonly user: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-25T12:00:00.000Z' })
  readonly created_at: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the key expires; `null` if it does not.',
    example: '2027-11-25T00:00:00.000Z',
  })
  readonly expires_at: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'When the key was created, if `AUTH_MODE` was `none` then. With authentication turned on, such a key is not valid until the operator runs `reprise keys confirm` with its `id`. Otherwise `null`.',
    example: null,
  })
  readonly unconfirmed_since: string | null;
}

export class KeyResponse extends KeyFields {
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  readonly revoked_at: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the key was last used, rounded down to the minute.',
    example: '2026-11-25T12:34:00.000Z',
  })
  readonly last_used_at: string | null;
}

export class CreatedKeyResponse extends KeyFields {
  @ApiProperty({
    description: 'The key. It is returned only once and cannot be retrieved later.',
    example: 'rk_8sJv2PzM0nQxYw5tR7bK1cD3fG6hJ9lN4pS2vX8zA0EiUoTyBr1QWe',
  })
  readonly key: string;
}
