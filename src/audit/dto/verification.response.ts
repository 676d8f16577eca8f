import { ApiExtraModels, ApiProperty, getSchemaPath } from '../../openapi/index.js';

const ID = '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';

export class FirstBadResponse {
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    example: ID,
    description: '`null` if the record is missing.',
  })
  readonly id: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, example: 17, description: 'Position in the chain.' })
  readonly seq: number;

  @ApiProperty({
    example: 'it is not the record that was sealed in this place',
    description: 'What is wrong with the record.',
  })
  readonly reason: string;
}

@ApiExtraModels(FirstBadResponse)
export class VerificationResponse {
  @ApiProperty({ description: 'Whether all verified records are unchanged.', example: true })
  readonly valid: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, example: 120, description: 'Number of unchanged records.' })
  readonly checked: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-25T12:00:01.000Z',
    description: 'When the last valid seal was made; `null` if there is none.',
  })
  readonly sealed_through: string | null;

  @ApiProperty({
    description: 'The first record that was changed or removed; `null` if there is none.',
    example: null,
    anyOf: [{ $ref: getSchemaPath(FirstBadResponse) }, { type: 'object', nullable: true, enum: [null] }],
  })
  readonly first_bad: FirstBadResponse | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    example: 120,
    description: 'The position up to which the chain is valid.',
  })
  readonly last_seq: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 1_000,
    example: 2,
    description: 'Number of records that are not sealed yet and therefore not verified; counted up to 1,000.',
  })
  readonly unsealed: number;

  @ApiProperty({
    description: 'Whether all valid records are covered by the signature of a trusted key.',
    example: true,
  })
  readonly signed: boolean;

  @ApiProperty({
    description: 'Whether the whole chain was verified. If not, repeat the request with `after_seq` set to `last_seq`.',
    example: true,
  })
  readonly complete: boolean;
}
