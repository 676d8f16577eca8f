import { applyDecorators } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Matches, ValidateBy } from 'class-validator';
import { ApiPropertyOptional } from '../../openapi/index.js';
import { CONTEXT_POLICIES } from '../entities/conversation.entity.js';

const MAX_TITLE = 200;

export function TitleField(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ minLength: 1, maxLength: MAX_TITLE, description, example: 'A week in Lisbon' }),
    IsOptional(),
    Matches(/\S/, { message: 'must hold more than spaces' }),
    FitsTitle(),
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

/** Counted as the databases count, in code points: class-validator's own `Length` leaves out variation selectors. */
function FitsTitle(): PropertyDecorator {
  return ValidateBy({
    name: 'fitsTitle',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && Array.from(value).length <= MAX_TITLE,
      defaultMessage: () => `must be shorter than or equal to ${MAX_TITLE} characters`,
    },
  });
}
