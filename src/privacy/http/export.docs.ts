import { applyDecorators } from '@nestjs/common';
import { ApiProblems, NDJSON } from '../../http/index.js';
import { ApiOkResponse, ApiOperation } from '../../openapi/index.js';

const EXAMPLE = `{"type":"result","id":"019ab0c4-7e5a-7000-8000-3f1d2c4b5a69","user_id":"alice","input_text":"What is a replay?","result":"An answer that was paid for once."}
{"type":"preferences","user_id":"alice","language":"de"}
{"type":"manifest","format":"reprise-user-export/1","user_id":"alice","exported_at":"2026-11-26T09:30:00.000Z","counts":{"result":1,"preferences":1},"sha256":"0f3c…"}
`;

const READING =
  'Newline-delimited JSON: a line for each `result`, `conversation`, `message`, `summary`, `preferences`, `budget`, `key`, `call`, ' +
  '`replay`, `usage_day`, `hold` and `audit_record`, with the same fields as the other routes. The last line is the `manifest`: the ' +
  'number of lines of each type, and the SHA-256 of all bytes before it. An export without a manifest is incomplete. ' +
  'Rows are read while the export is sent. Changes made meanwhile may or may not be included, and a conversation that ' +
  'changes meanwhile may appear twice. The export of a user without data consists of the manifest only.';

/** OpenAPI documentation of the export route. */
export function ExportDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'exportUser', summary: 'Export all data of a user', description: READING }),
    ApiOkResponse({
      description: 'The export.',
      content: { [NDJSON]: { schema: { type: 'string' }, example: EXAMPLE } },
    }),
    ApiProblems(400, 404, 503),
  );
}
