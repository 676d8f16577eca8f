import { applyDecorators } from '@nestjs/common';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { EFFORTS } from '../../claude/index.js';
import { ApiPropertyOptional } from '../../openapi/index.js';

const MAX_TOKENS = 128_000;

/** The upper bound of an answer. */
export function MaxTokensField(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_TOKENS, description, example: 1024 }),
    IsOptional(),
    // The first that fails is told: what is no number at all is not "too small".
    IsInt({ message: 'must be an integer' }),
    Min(1),
    Max(MAX_TOKENS),
  );
}

export function EffortField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ enum: EFFORTS, description: 'How hard Claude works on the answer.' }),
    IsOptional(),
    IsIn(EFFORTS),
  );
}
