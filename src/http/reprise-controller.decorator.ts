import { applyDecorators, Controller, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '../openapi/index.js';
import { ActingInterceptor } from './acting.interceptor.js';
import { ApiProblems } from './api-problems.decorator.js';
import { ErrorMappingInterceptor } from './error-mapping.interceptor.js';
import { IdentityGuard } from './identity.guard.js';
import { JsonBodyGuard } from './json-body.guard.js';
import { keepOwnPath } from './mounted.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RequestPipe } from './request-pipe.js';
import { RolesGuard } from './roles.guard.js';

/**
 * A controller that brings authentication, rate limits, roles, strict validation and error mapping, so that it is as safe
 * in a bare host as in Reprise's own service.
 */
export function RepriseController(tag: string, path = ''): ClassDecorator {
  return applyDecorators(
    described(tag, path),
    // The body is read last, so that requests which another guard refuses cost little.
    UseGuards(IdentityGuard, RateLimitGuard, RolesGuard, JsonBodyGuard),
    UseInterceptors(ActingInterceptor),
    ApiBearerAuth(),
    ApiProblems(401, 403, 429),
  );
}

/** A controller whose routes need no authentication. */
export function PublicController(tag: string, path = ''): ClassDecorator {
  return applyDecorators(described(tag, path), UsePipes(RequestPipe), UseInterceptors(ErrorMappingInterceptor));
}

function described(tag: string, path: string): ClassDecorator {
  return applyDecorators(Controller(path), keepOwnPath(path), ApiTags(tag));
}
