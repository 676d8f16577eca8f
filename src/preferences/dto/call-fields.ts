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
    Max(MAX_TOKENS),
    Min(1),
    IsInt(),
  );
}

export function EffortField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ enum: EFFORTS, description: 'How hard Claude works on the answer.' }),
    IsOptional(),
    IsIn(EFFORTS),
  );
}
