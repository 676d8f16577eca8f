import { ApiProperty } from '../../openapi/index.js';

export class HoldResponse {
  @ApiProperty({ example: 'alice' })
  readonly user_id: string;

  @ApiProperty({
    description: 'The reason that was set last.',
    example: 'Case 2026-114, asked for by the legal department.',
  })
  readonly reason: string;

  @ApiProperty({ format: 'date-time', description: 'When the hold began.', example: '2026-11-26T09:30:00.000Z' })
  readonly held_at: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The caller that set it last: the id of an API key, or the subject of a token.',
    example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69',
  })
  readonly held_by: string | null;
}
