import type { IncomingMessage } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { HttpReply, HttpRequest } from '../http/index.js';

export const HTTP_ADAPTERS = ['express', 'fastify'] as const;
export type HttpAdapterName = (typeof HTTP_ADAPTERS)[number];

/** What a problem is written to. */
export type ProblemReply = HttpReply & { send(body: string): unknown };

/** Answers a request with what went wrong. */
export type Refuse = (error: unknown, request: HttpRequest, reply: ProblemReply) => void;

/**
 * Throws what a request is refused with before anything reads it.
 * @param host what a trusted proxy says the client asked for, else the `Host` header
 */
export type Admit = (request: IncomingMessage, host: string | undefined) => void;

/** What Express and Fastify do each in its own way; all other rules are written once, on Node's requests and answers. */
export abstract class Platform {
  /** For `NestFactory.create`. */
  abstract readonly adapter: AbstractHttpAdapter;

  /**
   * Has requests admitted, and leaves bodies to the guards, which read them once they know who is asking.
   * @param refuse answers what fails before Nest hears of it
   */
  abstract install(admit: Admit, refuse: Refuse): void;

  /** The pattern of the route that serves a request, such as `/results/:id`; none where nothing does. */
  abstract routeOf(request: IncomingMessage): string | undefined;

  /** The methods for which there is a route at this path, in order; none when there is no such path. */
  abstract allowedMethods(path: string): string[];
}
