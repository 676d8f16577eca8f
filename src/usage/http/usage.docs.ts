import { applyDecorators } from '@nestjs/common';
import { ApiProblems } from '../../http/index.js';
import { ApiExtraModels, ApiOkResponse, ApiOperation, getSchemaPath } from '../../openapi/index.js';
import { UsageResponse } from '../dto/usage.response.js';

const CSV = `day,requests,replays,calls,interrupted_calls,unpriced_calls,estimated_calls,unpriced_replays,input_tokens,output_tokens,cache_creation_input_tokens,cache_read_input_tokens,tokens_used,billed_usd,saved_usd\r
2026-11-25,12,4,9,0,0,0,0,96,384,0,0,480,0.006048,0.002016\r
`;

const READING =
  'Calls are counted once they have ended, under the time at which they were sent. A retry is another call of the same request. ' +
  'A replay is billed 0, and its original cost counts as saved. A request that is repeated under its ' +
  '`Idempotency-Key` is not counted again. The CSV format has a row for each group, or one row for the total; a name that a ' +
  'spreadsheet would interpret as a formula is prefixed with an apostrophe.';

/** OpenAPI documentation of the usage routes. */
export function UsageDocs(operationId: string, summary: string): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(UsageResponse),
    ApiOperation({ operationId, summary, description: READING }),
    ApiOkResponse({
      description: 'The usage.',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(UsageResponse) } },
        'text/csv': { schema: { type: 'string' }, example: CSV },
      },
    }),
    ApiProblems(400, 503),
  );
}
