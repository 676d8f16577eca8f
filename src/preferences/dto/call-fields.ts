import { applyDecorators } from '@nestjs/common';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { EFFORTS } from '../../claude/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';

const MAX_TOKENS = 128_000;

/** Maximum length of an answer in tokens. */
export function MaxTokensField(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_TOKENS, description, example: 1024 }),
    IsOptional(),
    // Only the first failed rule is reported, so that a value that is not a number is not reported as too small.
    IsInt({ message: 'must be an integer' }),
    Min(1),
    Max(MAX_TOKENS),
  );
}

export function EffortField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ enum: EFFORTS, description: 'How much effort Claude spends on the answer.' }),
    IsOptional(),
    IsIn(EFFORTS),
  );
}
