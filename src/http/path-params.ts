import { Matches } from 'class-validator';
import { OWNER_NAME, OWNER_NAME_RULE } from '../common/index.js';
import { ApiProperty } from '../openapi/index.js';
import { IsId } from './body-fields.js';

export const USER_ID = OWNER_NAME;
export const USER_ID_RULE = OWNER_NAME_RULE;

export class UserParams {
  @ApiProperty({ pattern: USER_ID.source, example: 'alice', description: 'Your own name for an end user.' })
  @Matches(USER_ID, { message: USER_ID_RULE })
  readonly user_id: string;
}

export class IdParams {
  @ApiProperty({
    format: 'uuid',
    description: 'The `id` of a result.',
    example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69',
  })
  @IsId()
  readonly id: string;
}
