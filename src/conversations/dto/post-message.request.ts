import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { IsId } from '../../http/index.js';
import { ApiProperty, ApiPropertyOptional } from '../../openapi/index.js';
import { AnswerRequest } from './answer.request.js';

const MAX_CONTENT = 200_000;

export class PostMessageRequest extends AnswerRequest {
  @ApiProperty({
    minLength: 1,
    maxLength: MAX_CONTENT,
    description: "The user's message; not only spaces.",
    example: 'Where should I go in May?',
  })
  @Matches(/\S/, { message: 'must hold more than spaces: Claude takes no blank message' })
  @Length(1, MAX_CONTENT)
  @IsString()
  readonly content: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      'The answer to go on from; an earlier one begins a branch. `null` begins anew, beside the first message. Default: ' +
      'the newest answer of the branch last written.',
  })
  @IsOptional()
  @IsId('must be a UUID, or null')
  readonly parent_id?: string | null;
}

/** What Swagger UI offers to send. */
export const MESSAGE_EXAMPLES = {
  message: { summary: 'A message', value: { content: 'Where should I go in May?' } },
  branch: {
    summary: 'A branch from an earlier answer',
    value: { content: 'And in November?', parent_id: '019ab0c4-8d11-7000-8000-5b2f4c6d7e8f' },
  },
  waiting: { summary: 'Wait for your turn', value: { content: 'One more thing.', wait: true } },
};
