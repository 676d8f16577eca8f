import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { IdParams } from '../../http/index.js';

export class MessageParams extends IdParams {
  @ApiProperty({
    format: 'uuid',
    description: 'The `id` of an answer, or of a user’s message that has none.',
    example: '019ab0c4-8d11-7000-8000-5b2f4c6d7e8f',
  })
  @IsUUID('all', { message: 'must be a UUID' })
  readonly message_id: string;
}
