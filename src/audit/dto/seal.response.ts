import { ApiProperty } from '../../openapi/index.js';

const Digest = (description: string) =>
  ApiProperty({
    type: String,
    description,
    example: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  });
const Position = (description: string, example: number) =>
  ApiProperty({ type: 'integer', minimum: 1, description, example });

/** A seal covers a range of a tenant's chain. */
export class SealResponse {
  @ApiProperty({ example: 'default' })
  readonly tenant_id: string;

  @Position("The seal's number within the tenant, from 1 without gaps.", 3)
  readonly number: number;

  @Position('Position of the first record that it covers.', 11)
  readonly first_seq: number;

  @Position('Position of the last record that it covers.', 17)
  readonly last_seq: number;

  @Digest('SHA-256 of each record that it covers, in order, 64 hexadecimal digits each.')
  readonly leaves: string;

  @Digest(
    "The chain's head after its last record. The head after each leaf is SHA-256 of the previous head and the leaf.",
  )
  readonly head: string;

  @Digest('SHA-256 of the previous seal; zeros for the first seal.')
  readonly previous: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-25T12:00:01.000Z' })
  readonly sealed_at: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '0f1e2d3c4b5a6978',
    description:
      'The id of the signing key: the first 16 hexadecimal digits of SHA-256 of its SubjectPublicKeyInfo. `null` if the seal is not signed.',
  })
  readonly key_id: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Ed25519 signature in base64.', example: 'q83vEjRWeJA=' })
  readonly signature: string | null;
}
