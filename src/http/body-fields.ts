import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsOptional, IsUUID, Matches } from 'class-validator';
import { ApiPropertyOptional } from '../openapi/index.js';
import { IsPairs, MAX_VALUE, RESERVED_PREFIX } from './is-pairs.js';

const MAX_METADATA_PAIRS = 16;

export const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$/;

/** A UUID in any letter case (RFC 9562, section 4), converted to lower case, in which ids are stored. */
export function IsId(message = 'must be a UUID'): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    IsUUID('all', { message }),
  );
}

/** An optional name of a Claude model. @param example leave it out for filters */
export function ModelField(description: string, example?: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ pattern: MODEL_NAME.source, description, ...(example !== undefined && { example }) }),
    IsOptional(),
    Matches(MODEL_NAME, { message: 'must be the name of a Claude model, such as claude-sonnet-5-5' }),
  );
}

/** Metadata of the caller: at most 16 string pairs, whose names must not begin with the reserved prefix. */
export function MetadataField(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'object',
      additionalProperties: { type: 'string', maxLength: MAX_VALUE },
      maxProperties: MAX_METADATA_PAIRS,
      description: `Your own key–value pairs. They are not sent to Claude. Names that begin with \`${RESERVED_PREFIX}\` are reserved and refused.`,
      example: { ticket: 'A-17' },
    }),
    IsOptional(),
    IsPairs({ most: MAX_METADATA_PAIRS, refuseReservedNames: true }),
  );
}
