import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { CONTEXT_POLICIES } from '../entities/conversation.entity.js';

const MAX_TITLE = 200;

export function TitleField(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ minLength: 1, maxLength: MAX_TITLE, description, example: 'A week in Lisbon' }),
    IsOptional(),
    Matches(/\S/, { message: 'must hold more than spaces' }),
    Length(1, MAX_TITLE),
    IsString(),
  );
}

export function ContextField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      enum: CONTEXT_POLICIES,
      default: 'full',
      description:
        "What is done when the conversation no longer fits the model's context window. `full`: a message is refused (422) before " +
        'anything is spent; `trim`: the oldest turns are not sent any more; `summarise`: Claude writes a summary that is sent in ' +
        'their place, and is paid for. All messages stay readable.',
    }),
    IsOptional(),
    IsIn(CONTEXT_POLICIES),
  );
}
