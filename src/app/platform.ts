import type { IncomingMessage } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { ProblemFilter } from './problem.filter.js';

export const HTTP_ADAPTERS = ['express', 'fastify'] as const;
export type HttpAdapterName = (typeof HTTP_ADAPTERS)[number];

/** What Express and Fastify do each in its own way; all other rules are written once, on Node's requests and answers. */
export abstract class Platform {
  /** For `NestFactory.create`. */
  abstract readonly adapter: AbstractHttpAdapter;

  /** Has bodies read by `readJson` before any guard runs, and what fails outside of Nest rendered by the filter. */
  abstract install(filter: ProblemFilter): void;

  /** The pattern of the route that serves a request, such as `/results/:id`; none where nothing does. */
  abstract routeOf(request: IncomingMessage): string | undefined;

  /** The methods for which there is a route at this path, in order; none when there is no such path. */
  abstract allowedMethods(path: string): string[];
}
