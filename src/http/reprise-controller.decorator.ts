import { applyDecorators, Controller, UseInterceptors, UsePipes } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ErrorMappingInterceptor } from './error-mapping.interceptor.js';
import { RequestPipe } from './request-pipe.js';

/** A controller with its own guard rails: as safe in a bare host as in our own service. */
export function RepriseController(tag: string, path = ''): ClassDecorator {
  return applyDecorators(
    Controller(path),
    ApiTags(tag),
    UsePipes(RequestPipe),
    UseInterceptors(ErrorMappingInterceptor),
  );
}
