import { applyDecorators } from '@nestjs/common';
import { ANSWER_HEADERS, ApiIdempotencyKey, ApiProblems } from '../../http/index.js';
import { ApiBody, ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '../../openapi/index.js';
import { AnalysisResponse } from '../dto/analysis.response.js';
import { ANALYZE_EXAMPLES, CreateAnalysisRequest } from '../dto/create-analysis.request.js';

const text = (description: string, example: string) => ({ description, example, schema: { type: 'string' as const } });

const HEADERS = {
  'Cache-Status': text('How the answer came about (RFC 9211).', 'reprise; hit; ttl=86400; collapsed'),
  ...ANSWER_HEADERS,
};
const LOCATION = { Location: text('The address of the result.', '/results/019ab0c4-7e5a-7000-8000-3f1d2c4b5a69') };

const EVENTS = `event: result.started
data: {"id":"019ab0c4-7e5a-7000-8000-3f1d2c4b5a69"}

event: result.delta
data: {"text":"A fox that is both "}

event: result.delta
data: {"text":"quick and brown."}

event: result.completed
data: {"id":"019ab0c4-7e5a-7000-8000-3f1d2c4b5a69","result":"A fox that is both quick and brown.","cached":false}

`;

const JSON_ANSWER = { 'application/json': { schema: { $ref: getSchemaPath(AnalysisResponse) } } };
const EVENT_STREAM = { 'text/event-stream': { schema: { type: 'string' as const }, example: EVENTS } };

const STREAMED =
  'As a stream (`stream: true`, or an `Accept` that prefers `text/event-stream` where `stream` is not given), new or replayed: ' +
  '`result.started` with the id, `result.delta` with pieces of the text, `result.completed` with the whole JSON answer. ' +
  'What fails after the first event ends the stream with `error`, whose `problem` is the document that a plain request ' +
  'would get. Comments, one every 15 seconds, keep the connection alive.';

/** What `POST /analyze/{user_id}` takes and answers, for the OpenAPI document. */
export function AnalyzeDocs(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(AnalysisResponse),
    ApiOperation({
      operationId: 'analyze',
      summary: 'Analyse a text with Claude, or replay the stored answer',
      description:
        'The same text with the same settings is answered from the store: 200, `cached: true`, nothing billed. A new answer is a 201. Callers that act for one user are answered from that user’s own answers only, unless the operator has users share. With `stream: true`, or `Accept: text/event-stream`, it is sent while Claude writes.',
    }),
    ApiBody({ type: CreateAnalysisRequest, examples: ANALYZE_EXAMPLES }),
    ApiIdempotencyKey(),
    ApiResponse({
      status: 201,
      description: 'Claude was asked; the answer is stored.',
      headers: { ...LOCATION, ...HEADERS },
      content: JSON_ANSWER,
    }),
    ApiResponse({
      status: 200,
      description: `A replay: the stored answer of an earlier request. ${STREAMED}`,
      headers: { ...LOCATION, ...HEADERS },
      content: { ...JSON_ANSWER, ...EVENT_STREAM },
    }),
    ApiProblems(400, 402, 409, 413, 415, 422, 502, 503, 504),
  );
}
