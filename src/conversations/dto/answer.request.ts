import { IsBoolean, IsOptional } from 'class-validator';
import { ApiPropertyOptional } from '../../openapi/index.js';
import { CallOptionsRequest } from '../../preferences/index.js';

/** What may be asked of an answer in a conversation; each field is optional, and so is the body. */
export class AnswerRequest extends CallOptionsRequest {
  @ApiPropertyOptional({
    default: false,
    description: 'Wait while another message of the conversation is being answered, instead of failing with a 409.',
  })
  @IsOptional()
  @IsBoolean()
  readonly wait?: boolean;
}
