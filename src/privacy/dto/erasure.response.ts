import { ApiProperty } from '../../openapi/index.js';

export const ERASURE_STATUSES = ['pending', 'erased', 'closed'] as const;

export class ErasureResponse {
  @ApiProperty({ format: 'uuid', example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69' })
  readonly id: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The erased user; `null` once the erasure is closed.',
    example: 'alice',
  })
  readonly user_id: string | null;

  @ApiProperty({
    enum: ERASURE_STATUSES,
    description:
      '`pending`: in progress; `erased`: all data of the user is deleted; `closed`: writes that were in progress have been ' +
      'erased too, and the erasure no longer names the user.',
    example: 'erased',
  })
  readonly status: (typeof ERASURE_STATUSES)[number];

  @ApiProperty({ format: 'date-time', example: '2026-11-26T09:30:00.000Z' })
  readonly requested_at: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When all data was deleted; `null` before that.',
    example: '2026-11-26T09:30:00.240Z',
  })
  readonly erased_at: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the erasure was closed, about a minute after `erased_at`; `null` before that.',
    example: '2026-11-26T09:31:05.000Z',
  })
  readonly closed_at: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description:
      'Number of rows by kind. `results`, `messages`, `conversations`, `preferences`, `budgets`, `api_keys` and ' +
      '`idempotency_keys` were deleted. `calls`, `replays` and `usage_days` were anonymized, and personal data was removed ' +
      'from `audit_records`.',
    example: { results: 12, messages: 8, conversations: 2, preferences: 1, calls: 20, audit_records: 61 },
  })
  readonly counts: Readonly<Record<string, number>>;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The id of the audit record of the request, for `/audit/{id}`; `null` if auditing is off.',
    example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a6a',
  })
  readonly audit_id: string | null;
}
