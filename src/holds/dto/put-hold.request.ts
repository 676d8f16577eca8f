import { IsString, Length } from 'class-validator';
import { ApiProperty } from '../../openapi/index.js';

export class PutHoldRequest {
  @ApiProperty({
    minLength: 1,
    maxLength: 512,
    description: 'Why, in your words: a case number, who asked for it. It is shown by this route only.',
    example: 'Case 2026-114, asked for by the legal department.',
  })
  @IsString()
  @Length(1, 512)
  readonly reason: string;
}
