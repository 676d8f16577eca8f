import { IsId } from '../../http/index.js';
import { ApiProperty } from '../../openapi/index.js';

export class AuditRecordParams {
  @ApiProperty({
    format: 'uuid',
    description: 'The id of a record, as in the `Reprise-Audit-Id` response header.',
    example: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69',
  })
  @IsId()
  readonly id: string;
}
