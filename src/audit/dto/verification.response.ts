import { ApiExtraModels, ApiProperty, getSchemaPath } from '../../openapi/index.js';

const ID = '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';

export class FirstBadResponse {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: ID, description: '`null` where it is gone.' })
  readonly id: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, example: 17, description: 'Its place in the chain.' })
  readonly seq: number;

  @ApiProperty({ example: 'it is not the record that was sealed in this place', description: 'How it is bad.' })
  readonly reason: string;
}

@ApiExtraModels(FirstBadResponse)
export class VerificationResponse {
  @ApiProperty({ description: 'Whether everything that was looked at holds.', example: true })
  readonly valid: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, example: 120, description: 'How many records hold.' })
  readonly checked: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-25T12:00:01.000Z',
    description: 'When the last seal that holds was made; `null` where there is none.',
  })
  readonly sealed_through: string | null;

  @ApiProperty({
    description: 'The first record that is not what it was; `null` where all of them hold.',
    example: null,
    anyOf: [{ $ref: getSchemaPath(FirstBadResponse) }, { type: 'object', nullable: true, enum: [null] }],
  })
  readonly first_bad: FirstBadResponse | null;

  @ApiProperty({ type: 'integer', minimum: 0, example: 120, description: 'The place up to which the chain holds.' })
  readonly last_seq: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    maximum: 1_000,
    example: 2,
    description: 'Records that wait for their seal, which has nothing to say of them yet; counted up to 1,000.',
  })
  readonly unsealed: number;

  @ApiProperty({ description: 'Whether a trusted key has signed all that holds.', example: true })
  readonly signed: boolean;

  @ApiProperty({
    description: 'Whether it is the whole chain; if not, go on with `after_seq` and the `last_seq` of this answer.',
    example: true,
  })
  readonly complete: boolean;
}
