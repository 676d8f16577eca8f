import { ApiExtraModels, ApiProperty, getSchemaPath } from '../../openapi/index.js';
import { SealResponse } from './seal.response.js';

const Text = (description: string, example: string) => ApiProperty({ type: String, description, example });
const Maybe = (description: string, example: string) =>
  ApiProperty({ type: String, nullable: true, description, example });
const ID = '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';
const DIGEST = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';

/** One record, in the names that exports, mirrors and seals have. */
export class AuditRecordResponse {
  @ApiProperty({ format: 'uuid', description: 'As `Reprise-Audit-Id` names it.', example: ID })
  readonly id: string;

  @Text('The tenant.', 'default')
  readonly tenant_id: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    example: 17,
    description: "Its place in the tenant's chain, from 1; `null` until it is sealed, within five seconds.",
  })
  readonly seq: number | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-25T12:00:00.000Z' })
  readonly at: string;

  @Text('What was done.', 'result.created')
  readonly action: string;

  @Text('`done`, or the `code` of the problem it was answered with.', 'done')
  readonly outcome: string;

  @Maybe('The role it was done in; `null` for what Reprise does by itself.', 'service')
  readonly role: string | null;

  @Maybe('The API key it was done with.', ID)
  readonly key_id: string | null;

  @Maybe('Who did it: a user id, the id of a key, the subject of a token.', 'alice')
  readonly subject: string | null;

  @Maybe('The address it was asked from.', '203.0.113.7')
  readonly address: string | null;

  @Maybe('The `X-Request-Id` of the request.', ID)
  readonly request_id: string | null;

  @Maybe("Whose things it was about; `null` for the tenant's, and once the user is erased.", 'alice')
  readonly user_id: string | null;

  @Maybe('The result, conversation, message, key or erasure it was about.', ID)
  readonly subject_id: string | null;

  @ApiProperty({ type: [String], description: "The journal's calls to Claude that were made for it.", example: [ID] })
  readonly call_ids: readonly string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { model: 'claude-sonnet-5-5' },
    description: 'Counts, ids and settings; never content.',
  })
  readonly detail: object;

  @Maybe('HMAC-SHA256 of the text that was sent, under the salt of the record.', DIGEST)
  readonly sent_digest: string | null;

  @Maybe('The same of the text that was received.', DIGEST)
  readonly received_digest: string | null;

  @Text('HMAC-SHA256 of everything that names a person: what the seal covers in its place.', DIGEST)
  readonly person_digest: string;

  @Maybe('The erasure that took the person out of it.', ID)
  readonly erasure_id: string | null;
}

export class AuditProofResponse {
  @Text('SHA-256 of the record in its place.', DIGEST)
  readonly leaf: string;

  @ApiProperty({ type: SealResponse, description: 'The seal that covers it.' })
  readonly seal: SealResponse;
}

@ApiExtraModels(AuditProofResponse)
export class ProvenAuditRecordResponse extends AuditRecordResponse {
  @Maybe('128 random bits, with which the digests can be checked; `null` once the user is erased.', '9f86d081884c7d65')
  readonly salt: string | null;

  @ApiProperty({
    description: '`null` until the record is sealed.',
    anyOf: [{ $ref: getSchemaPath(AuditProofResponse) }, { type: 'object', nullable: true, enum: [null] }],
  })
  readonly proof: AuditProofResponse | null;
}
