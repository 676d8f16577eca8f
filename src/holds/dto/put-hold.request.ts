import { IsString, Length } from 'class-validator';
import { ApiProperty } from '../../openapi/index.js';

export class PutHoldRequest {
  @ApiProperty({
    minLength: 1,
    maxLength: 512,
    description: 'The reason in your words, such as a case number. Only this resource contains it.',
    example: 'Case 2026-114, asked for by the legal department.',
  })
  @IsString()
  @Length(1, 512)
  readonly reason: string;
}
