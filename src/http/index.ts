export { type AnswerEvents, streamAnswer } from './answer-stream.js';
export { ANSWER_HEADERS, ApiIdempotencyKey } from './api-idempotency-key.decorator.js';
export { ApiProblems, ProblemResponse } from './api-problems.decorator.js';
export { IsId, MetadataField, MODEL_NAME, ModelField } from './body-fields.js';
export { type Caller, CurrentCaller } from './caller.js';
export { BasePath } from './base-path.js';
export { EventStream } from './event-stream.js';
export {
  cut,
  headerValues,
  type HttpReply,
  type HttpRequest,
  isCut,
  onceClosed,
  rawReply,
  rawRequest,
} from './http-reply.js';
export { identityOf } from './identity.guard.js';
export { IdentityResolver, NoLogin } from './identity.resolver.js';
export { IsPairs, MAX_VALUE } from './is-pairs.js';
export { unreadableRequest } from './json-body.js';
export { NDJSON, ndjsonFile } from './ndjson-file.js';
export { instancesIn } from './nest-internals.js';
export { OpenRequests } from './open-requests.js';
export { type ListPage, PageQuery, toListPage } from './page.query.js';
export { ApiPage, type PageResponse, toPageResponse } from './page.response.js';
export { IdParams, USER_ID, USER_ID_RULE, UserParams } from './path-params.js';
export { ApiPrecondition, ETAG_HEADER, IfChanged, ifChanged, IfUnchanged, Precondition } from './precondition.js';
export { type Problem, problem, PROBLEM_CONTENT_TYPE } from './problem.js';
export { ProblemException, toProblemException } from './problem.exception.js';
export { INSTANT_TEXT, QueryInstant, QueryInteger } from './query-fields.js';
export { RateLimitedError } from './rate-limit.errors.js';
export { PublicController, RepriseController } from './reprise-controller.decorator.js';
export { AcceptsCsv, AcceptsEvents, IdempotencyKey } from './request-headers.js';
export { type Quota, RequestLimiter } from './request-limiter.js';
export { routedModule, ROUTES_RULES, ROUTES_SHAPE, type RoutesShape, withRoutes } from './routed-module.js';
export { validationFailed, WholeBody } from './request-pipe.js';
export { Roles } from './roles.guard.js';
export { TokenUsageResponse, toTokenUsage } from './token-usage.response.js';
