import { IsId } from '../../http/index.js';
import { ApiProperty } from '../../openapi/index.js';

export class ConversationParams {
  @ApiProperty({
    format: 'uuid',
    description: 'The `id` of a conversation.',
    example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69',
  })
  @IsId()
  readonly id: string;
}

export class MessageParams extends ConversationParams {
  @ApiProperty({
    format: 'uuid',
    description: 'The `id` of an answer, or of a message that has none.',
    example: '019ab0c4-8d11-7000-8000-5b2f4c6d7e8f',
  })
  @IsId()
  readonly message_id: string;
}
