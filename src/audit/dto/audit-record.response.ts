import { ApiExtraModels, ApiProperty, getSchemaPath } from '../../openapi/index.js';
import { SealResponse } from './seal.response.js';

const Text = (description: string, example: string) => ApiProperty({ type: String, description, example });
const NullableText = (description: string, example: string) =>
  ApiProperty({ type: String, nullable: true, description, example });
const ID = '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69';
const DIGEST = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';

/** One record, named as in exports, mirrors and seals. */
export class AuditRecordResponse {
  @ApiProperty({ format: 'uuid', description: 'The id in the `Reprise-Audit-Id` response header.', example: ID })
  readonly id: string;

  @Text('The tenant.', 'default')
  readonly tenant_id: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    example: 17,
    description: "The record's position in the tenant's chain, from 1; `null` until it is sealed, within five seconds.",
  })
  readonly seq: number | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-25T12:00:00.000Z' })
  readonly at: string;

  @Text('What was done.', 'result.created')
  readonly action: string;

  @Text('`done`, or the `code` of the problem that was returned.', 'done')
  readonly outcome: string;

  @NullableText('The role of the caller; `null` for actions of Reprise itself.', 'service')
  readonly role: string | null;

  @NullableText('The id of the API key that the caller used.', ID)
  readonly key_id: string | null;

  @NullableText('The caller: a user id, the id of an API key, or the subject of a token.', 'alice')
  readonly subject: string | null;

  @NullableText('The IP address of the caller.', '203.0.113.7')
  readonly address: string | null;

  @NullableText('The `X-Request-Id` of the request.', ID)
  readonly request_id: string | null;

  @NullableText(
    'The user whose data was concerned; `null` for tenant-wide actions, and once the user is erased.',
    'alice',
  )
  readonly user_id: string | null;

  @NullableText('The id of the result, conversation, message, key or erasure concerned.', ID)
  readonly subject_id: string | null;

  @ApiProperty({
    type: [String],
    description: 'The ids of the calls to Claude made for this action, as in the journal.',
    example: [ID],
  })
  readonly call_ids: readonly string[];

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { model: 'claude-sonnet-5-5' },
    description: 'Counts, ids and settings; never content.',
  })
  readonly detail: object;

  @NullableText('HMAC-SHA256 of the text that was sent, keyed with the salt of the record.', DIGEST)
  readonly sent_digest: string | null;

  @NullableText('HMAC-SHA256 of the text that was received, keyed with the salt of the record.', DIGEST)
  readonly received_digest: string | null;

  @Text('HMAC-SHA256 of the personal fields, keyed with the salt. The seal covers this digest instead of them.', DIGEST)
  readonly person_digest: string;

  @NullableText('The id of the erasure that removed the personal data.', ID)
  readonly erasure_id: string | null;
}

export class AuditProofResponse {
  @Text('SHA-256 of the record, including its position.', DIGEST)
  readonly leaf: string;

  @ApiProperty({ type: SealResponse, description: 'The seal that covers the record.' })
  readonly seal: SealResponse;
}

@ApiExtraModels(AuditProofResponse)
export class ProvenAuditRecordResponse extends AuditRecordResponse {
  @NullableText('128 random bits that key the digests; `null` once the user is erased.', '9f86d081884c7d65')
  readonly salt: string | null;

  @ApiProperty({
    description: '`null` until the record is sealed.',
    anyOf: [{ $ref: getSchemaPath(AuditProofResponse) }, { type: 'object', nullable: true, enum: [null] }],
  })
  readonly proof: AuditProofResponse | null;
}
