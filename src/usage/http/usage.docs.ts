import { applyDecorators } from '@nestjs/common';
import { ApiProblems } from '../../http/index.js';
import { ApiExtraModels, ApiOkResponse, ApiOperation, getSchemaPath } from '../../openapi/index.js';
import { UsageResponse } from '../dto/usage.response.js';

const CSV = `day,requests,replays,calls,interrupted_calls,unpriced_calls,estimated_calls,unpriced_replays,input_tokens,output_tokens,cache_creation_input_tokens,cache_read_input_tokens,tokens_used,billed_usd,saved_usd\r
2026-11-25,12,4,9,0,0,0,0,96,384,0,0,480,0.006048,0.002016\r
`;

const READING =
  'A call counts from when it has ended, at the time at which it was sent; a retry is a call of the same request. ' +
  'A replay counts as billed 0 and with what its answer had cost; a request that is repeated under its ' +
  '`Idempotency-Key` is not counted again. As CSV there is a row for each group, or one for the whole; a name that a ' +
  'spreadsheet would take for a formula has an apostrophe in front.';

/** What the usage routes answer, for the OpenAPI document. */
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
