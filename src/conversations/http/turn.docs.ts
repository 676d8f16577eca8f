import { applyDecorators } from '@nestjs/common';
import { ANSWER_HEADERS, ApiIdempotencyKey, ApiProblems, TokenUsageResponse } from '../../http/index.js';
import { ApiBody, ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '../../openapi/index.js';
import { AnswerRequest } from '../dto/answer.request.js';
import { MessageResponse, TurnResponse } from '../dto/message.response.js';
import { MESSAGE_EXAMPLES, PostMessageRequest } from '../dto/post-message.request.js';

const EVENTS = `event: message.started
data: {"id":"019ab0c4-8d11-7000-8000-5b2f4c6d7e8f","user_message":{"id":"019ab0c4-8c03-7000-8000-1a2b3c4d5e6f","role":"user","content":"Where should I go in May?"}}

event: message.delta
data: {"text":"Lisbon: warm, "}

event: message.delta
data: {"text":"and not yet crowded."}

event: message.completed
data: {"user_message":{"id":"019ab0c4-8c03-7000-8000-1a2b3c4d5e6f"},"assistant_message":{"id":"019ab0c4-8d11-7000-8000-5b2f4c6d7e8f","text":"Lisbon: warm, and not yet crowded."}}

`;

const HEADERS = {
  Location: {
    description: 'Where the path that ends with the answer can be read.',
    example:
      '/conversations/019ab0c4-7e5a-7000-8000-3f1d2c4b5a69/messages?leaf_id=019ab0c4-8d11-7000-8000-5b2f4c6d7e8f',
    schema: { type: 'string' as const },
  },
  ...ANSWER_HEADERS,
};

const STREAMED =
  '200, as a stream (`stream: true`, or an `Accept` that prefers `text/event-stream` where `stream` is not given): `message.started` with the ' +
  "id of the answer and the user's message, `message.delta` with pieces of the text, `message.completed` with the whole " +
  'JSON answer. What fails after the first event ends the stream with `error`.';

function TurnDocs(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(TurnResponse, MessageResponse, TokenUsageResponse),
    ApiIdempotencyKey(),
    ApiResponse({
      status: 201,
      description: "The user's message and Claude's answer; both are stored.",
      headers: HEADERS,
      content: { 'application/json': { schema: { $ref: getSchemaPath(TurnResponse) } } },
    }),
    // Not as 200: Swagger UI asks for what the lowest status has, and a first look is not for events.
    ApiResponse({
      status: '2XX',
      description: STREAMED,
      headers: HEADERS,
      content: { 'text/event-stream': { schema: { type: 'string' }, example: EVENTS } },
    }),
    ApiProblems(400, 402, 404, 409, 413, 415, 422, 502, 503, 504),
  );
}

/** What `POST /conversations/{id}/messages` takes and answers, for the OpenAPI document. */
export function PostMessageDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'postMessage',
      summary: 'Say something, and have Claude answer it',
      description:
        'Claude sees the whole path from the first message, and nothing of other branches. The message is stored before ' +
        'Claude is asked: where the answer fails, it stays, `interrupted`.',
    }),
    ApiBody({ type: PostMessageRequest, examples: MESSAGE_EXAMPLES }),
    TurnDocs(),
  );
}

export function RegenerateDocs(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'regenerateMessage',
      summary: 'Have a message answered once more, beside the first answer',
      description: 'The conversation goes on from the new answer unless a post names another one.',
    }),
    ApiBody({ type: AnswerRequest, required: false, examples: { again: { summary: 'Once more', value: {} } } }),
    TurnDocs(),
  );
}
