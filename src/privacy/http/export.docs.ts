import { applyDecorators } from '@nestjs/common';
import { ApiProblems, NDJSON } from '../../http/index.js';
import { ApiOkResponse, ApiOperation } from '../../openapi/index.js';

const EXAMPLE = `{"type":"result","id":"019ab0c4-7e5a-7000-8000-3f1d2c4b5a69","user_id":"alice","input_text":"What is a replay?","result":"An answer that was paid for once."}
{"type":"preferences","user_id":"alice","language":"de"}
{"type":"manifest","format":"reprise-user-export/1","user_id":"alice","exported_at":"2026-11-26T09:30:00.000Z","counts":{"result":1,"preferences":1},"sha256":"0f3c…"}
`;

const READING =
  'Newline-delimited JSON: a line for each `result`, `conversation`, `message`, `summary`, `preferences`, `budget`, `key`, `call`, ' +
  '`replay`, `usage_day`, `hold` and `audit_record`, with the fields that the routes show. The last line is the `manifest`: how many ' +
  'lines there are of each type, and the SHA-256 of every byte before it. An export without one is not whole: it was broken off. ' +
  'It is read while it is sent, at the pace of the client; what changes meanwhile may be in it or not, and a conversation that ' +
  'is written in meanwhile may be in it twice, the later time as it is then. Of a user of whom there is nothing there is a manifest only.';

/** What the export answers, for the OpenAPI document. */
export function ExportDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'exportUser', summary: 'Everything that is held about a user', description: READING }),
    ApiOkResponse({
      description: 'The export.',
      content: { [NDJSON]: { schema: { type: 'string' }, example: EXAMPLE } },
    }),
    ApiProblems(400, 404, 503),
  );
}
