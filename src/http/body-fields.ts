import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsOptional, IsUUID, Matches } from 'class-validator';
import { ApiPropertyOptional } from '../openapi/index.js';
import { IsPairs, MAX_VALUE, RESERVED_PREFIX } from './is-pairs.js';

const MAX_METADATA_PAIRS = 16;

export const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$/;

/** An id, in capitals or not (RFC 9562, section 4): ids are stored in small letters. */
export function IsId(message = 'must be a UUID'): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    IsUUID('all', { message }),
  );
}

/** An optional name of a Claude model. @param description and where it is a filter, what it filters; without an example */
export function ModelField(description: string, example?: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ pattern: MODEL_NAME.source, description, ...(example !== undefined && { example }) }),
    IsOptional(),
    Matches(MODEL_NAME, { message: 'must be the name of a Claude model, such as claude-sonnet-5-5' }),
  );
}

/** The caller's own notes: at most 16 pairs of strings, none of them under a name of the service's own. */
export function MetadataField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'object',
      additionalProperties: { type: 'string', maxLength: MAX_VALUE },
      maxProperties: MAX_METADATA_PAIRS,
      description: `The caller's own notes; Claude does not see them. Names that begin with \`${RESERVED_PREFIX}\` are refused.`,
      example: { ticket: 'A-17' },
    }),
    IsOptional(),
    IsPairs({ most: MAX_METADATA_PAIRS, isReserving: true }),
  );
}
