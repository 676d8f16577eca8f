import { ApiProperty } from '../../openapi/index.js';

export const ERASURE_STATUSES = ['pending', 'erased', 'closed'] as const;

export class ErasureResponse {
  @ApiProperty({ format: 'uuid', example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69' })
  readonly id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Whom it is about; `null` once it is closed.',
    example: 'alice',
  })
  readonly user_id: string | null;

  @ApiProperty({
    enum: ERASURE_STATUSES,
    description:
      '`pending`: under way, and gone on with until it is made; `erased`: nothing is left; `closed`: it is also certain that ' +
      'nothing came too late, and nothing names the user any more.',
    example: 'erased',
  })
  readonly status: (typeof ERASURE_STATUSES)[number];

  @ApiProperty({ format: 'date-time', example: '2026-11-26T09:30:00.000Z' })
  readonly requested_at: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When nothing was left; `null` until then.',
    example: '2026-11-26T09:30:00.240Z',
  })
  readonly erased_at: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When nothing could come too late any more, a minute or so after; `null` until then.',
    example: '2026-11-26T09:31:05.000Z',
  })
  readonly closed_at: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description:
      'How many rows, by kind. `results`, `messages`, `conversations`, `preferences`, `budgets`, `api_keys` and ' +
      '`idempotency_keys` were deleted. `calls`, `replays` and `usage_days` stay as numbers that are nobody’s; in ' +
      '`audit_records` nobody is named any more.',
    example: { results: 12, messages: 8, conversations: 2, preferences: 1, calls: 20, audit_records: 61 },
  })
  readonly counts: Readonly<Record<string, number>>;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The record of its request in the audit trail, at `/audit/{id}`; `null` where no trail is kept.',
    example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a6a',
  })
  readonly audit_id: string | null;
}
