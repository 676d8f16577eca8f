import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { IsId, PageQuery, QueryInteger, USER_ID, USER_ID_RULE } from '../../http/index.js';
import { ApiProperty, ApiPropertyOptional } from '../../openapi/index.js';

export class ConversationsQueryParams extends PageQuery {
  @ApiProperty({ pattern: USER_ID.source, example: 'alice', description: 'Whose conversations.' })
  @Matches(USER_ID, { message: USER_ID_RULE })
  readonly user_id: string;

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 256,
    description: 'Whole words that the title or one message must hold, all of them, in any order and any case.',
  })
  @IsOptional()
  @Length(1, 256)
  @IsString()
  readonly q?: string;
}

const VIEWS = ['path', 'tree'] as const;

export class MessagesQueryParams extends PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 100,
    description: 'Messages on a page. Without it all of them come at once.',
  })
  @QueryInteger(1, 100)
  declare readonly limit?: number;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The message that the path ends with. Default: the last one of the branch last written.',
  })
  @IsOptional()
  @IsId()
  readonly leaf_id?: string;

  @ApiPropertyOptional({
    enum: VIEWS,
    default: 'path',
    description: '`path`: one path from the root; `tree`: every message of every branch, and every summary.',
  })
  @IsOptional()
  @IsIn(VIEWS)
  readonly view?: (typeof VIEWS)[number];
}
