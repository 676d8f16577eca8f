import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '../openapi/index.js';
import { type Problem, problem, PROBLEM_CONTENT_TYPE } from './problem.js';

class FieldProblem {
  @ApiProperty({ example: 'text' })
  readonly field: string;

  @ApiProperty({ example: 'must be longer than or equal to 1 characters' })
  readonly message: string;
}

/** RFC 9457 problem details. */
export class ProblemResponse {
  @ApiProperty({ format: 'uri', example: 'urn:reprise:problem:validation_failed' })
  readonly type: string;

  @ApiProperty({ example: 'The request is not valid' })
  readonly title: string;

  @ApiProperty({ type: 'integer', example: 400 })
  readonly status: number;

  @ApiProperty({ description: 'What happened and what to do next.' })
  readonly detail: string;

  @ApiProperty({ description: 'The path of the request.', example: '/analyze/alice' })
  readonly instance: string;

  @ApiProperty({ description: 'Stable; match on this.', example: 'validation_failed' })
  readonly code: string;

  @ApiPropertyOptional({ type: [FieldProblem], description: 'The invalid fields, for `validation_failed`.' })
  readonly errors?: FieldProblem[];

  @ApiPropertyOptional({ description: "Claude's id of the request that failed." })
  readonly request_id?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The id of the stored result, for `refused`.' })
  readonly result_id?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The id of the stored message, for `refused`.' })
  readonly message_id?: string;
}

const PROBLEMS = {
  400: '`validation_failed`: the request is invalid; `errors` names each invalid field.',
  401: '`unauthenticated`: the credential is missing or not valid.',
  402: '`budget_exceeded`: the call could exceed the budget, so it was not sent to Claude; `Retry-After` gives the seconds until the period ends.',
  403: '`forbidden`: the role of the credential does not allow this request.',
  404: '`not_found`: the resource does not exist, or belongs to another user.',
  409:
    '`conversation_busy`: another message of this conversation is being answered; try again after `Retry-After` seconds, or send `"wait": true`. ' +
    '`legal_hold`: the user is under a legal hold, so nothing was deleted. ' +
    '`user_erased`: the user was erased while Claude answered; the call was billed, but the answer was not stored.',
  412: '`precondition_failed`: the resource no longer matches `If-Match` or `If-None-Match`; read it again.',
  413: '`payload_too_large`: the body is larger than 1 MB, or decompresses to more than 100 times its size.',
  415: '`unsupported_media_type`: the body must be `application/json` in UTF-8.',
  422:
    '`refused`: Claude declined to answer; its refusal is stored under `result_id` or `message_id`. ' +
    '`idempotency_key_reused`: this `Idempotency-Key` was already used for a different request. ' +
    "`context_window_exceeded`: the conversation no longer fits into the model's context window; it was not sent to Claude.",
  429: '`rate_limited`: too many requests; try again after `Retry-After` seconds.',
  502: '`claude_error`: Claude could not be reached, or returned an error.',
  503: '`claude_overloaded`, `database_unavailable`, `identity_unavailable`: try again after `Retry-After` seconds. `shutting_down`: send the request to another process.',
  504: '`claude_timeout`: Claude did not answer in time.',
} as const;

/** One example per code. Without them Swagger UI shows the example of 400 under every status. */
const EXAMPLES: Readonly<Record<keyof typeof PROBLEMS, readonly Problem[]>> = {
  400: [
    {
      ...example(400, 'validation_failed', 'The request is not valid', 'text must be a string.'),
      errors: [{ field: 'text', message: 'must be a string' }],
    },
  ],
  401: [example(401, 'unauthenticated', 'Not authenticated', 'Send a valid API key or token.')],
  402: [example(402, 'budget_exceeded', 'The budget does not allow this call', 'Nothing was sent.')],
  403: [example(403, 'forbidden', 'Not allowed', 'Your role does not allow this.')],
  404: [example(404, 'not_found', 'Not found', 'There is no such result.')],
  409: [
    example(
      409,
      'conversation_busy',
      'The conversation is busy',
      'Another message of this conversation is being answered.',
    ),
    example(409, 'legal_hold', 'The user is under a legal hold', 'Nothing was deleted.'),
    example(409, 'user_erased', 'The user was erased', 'The answer was not stored.'),
  ],
  412: [example(412, 'precondition_failed', 'It has changed', 'Read it again, then repeat your change.')],
  413: [example(413, 'payload_too_large', 'Payload too large', 'The body is over 1 MB.')],
  415: [example(415, 'unsupported_media_type', 'Unsupported media type', 'Send the body as JSON.')],
  422: [
    {
      ...example(422, 'refused', 'Claude declined to answer', 'Claude declined to answer this text.'),
      request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy',
      result_id: '019ab0c4-7e5a-7000-8000-3f1d2c4b5a69',
    },
    example(422, 'idempotency_key_reused', 'The key was used for another request', 'Use a new key for a new request.'),
  ],
  429: [example(429, 'rate_limited', 'Too many requests', 'Try again after the time named in Retry-After.')],
  502: [example(502, 'claude_error', 'Claude could not answer', 'Claude could not be reached. Try again later.')],
  503: [
    example(503, 'claude_overloaded', 'Claude is overloaded', 'Try again after the time named in Retry-After.'),
    example(503, 'database_unavailable', 'The database is unavailable', 'Try again shortly.'),
  ],
  504: [example(504, 'claude_timeout', 'Claude did not answer in time', 'Try again, or ask for a shorter answer.')],
};

function example(status: number, code: string, title: string, detail: string): Problem {
  return { ...problem(status, code, title, detail), instance: '/analyze/alice' };
}

const WITH_RETRY_AFTER: ReadonlySet<number> = new Set([402, 409, 429, 503]);
const RETRY_AFTER = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' as const } } };

function byCode(problems: readonly Problem[]): Record<string, { value: Problem }> {
  return Object.fromEntries(problems.map((value) => [value.code, { value }]));
}

/** Documents the problem responses of a route. */
export function ApiProblems(...statuses: (keyof typeof PROBLEMS)[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemResponse),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: PROBLEMS[status],
        content: {
          [PROBLEM_CONTENT_TYPE]: {
            schema: { $ref: getSchemaPath(ProblemResponse) },
            examples: byCode(EXAMPLES[status]),
          },
        },
        ...(WITH_RETRY_AFTER.has(status) && { headers: RETRY_AFTER }),
      }),
    ),
  );
}
