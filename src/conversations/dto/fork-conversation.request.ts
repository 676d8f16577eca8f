import { IsId, MetadataField } from '../../http/index.js';
import { ApiProperty } from '../../openapi/index.js';
import { TitleField } from './conversation-fields.js';

export class ForkConversationRequest {
  @ApiProperty({
    format: 'uuid',
    description: 'The last message of the path that is copied.',
    example: '019ab0c4-8d11-7000-8000-5b2f4c6d7e8f',
  })
  @IsId()
  readonly message_id: string;

  @TitleField('Default: the title of the original.')
  readonly title?: string;

  @MetadataField()
  readonly metadata?: Record<string, string>;
}
