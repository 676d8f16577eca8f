import { ApiProperty } from '../../openapi/index.js';

const Digest = (description: string) =>
  ApiProperty({
    type: String,
    description,
    example: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  });
const Place = (description: string, example: number) =>
  ApiProperty({ type: 'integer', minimum: 1, description, example });

/** A seal: it closes a stretch of a tenant's chain. */
export class SealResponse {
  @ApiProperty({ example: 'default' })
  readonly tenant_id: string;

  @Place('Its number in the tenant, from 1 without gaps.', 3)
  readonly number: number;

  @Place('The first place it covers.', 11)
  readonly first_seq: number;

  @Place('The last place it covers.', 17)
  readonly last_seq: number;

  @Digest('SHA-256 of each record it covers, in order, 64 hexadecimal digits each.')
  readonly leaves: string;

  @Digest(
    "The chain's head after its last record: SHA-256 of the head before and the leaf, for one leaf after another.",
  )
  readonly head: string;

  @Digest('SHA-256 of the seal before; zeros for the first.')
  readonly previous: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-25T12:00:01.000Z' })
  readonly sealed_at: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '0f1e2d3c4b5a6978',
    description: 'The key it is signed with: the first 16 digits of SHA-256 of its SubjectPublicKeyInfo.',
  })
  readonly key_id: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Ed25519, in base64.', example: 'q83vEjRWeJA=' })
  readonly signature: string | null;
}
