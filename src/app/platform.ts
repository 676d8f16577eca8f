import type { IncomingMessage } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { HttpReply, HttpRequest } from '../http/index.js';

export const HTTP_ADAPTERS = ['express', 'fastify'] as const;
export type HttpAdapterName = (typeof HTTP_ADAPTERS)[number];

/** The part of Express' and Fastify's reply that a problem is written to. */
export type ProblemReply = HttpReply & { send(body: string): unknown };

/** Sends an error response. */
export type Respond = (error: unknown, request: HttpRequest, reply: ProblemReply) => void;

/**
 * Throws if a request must be rejected before anything reads it.
 * @param host the host that a trusted proxy names, otherwise the `Host` header
 */
export type Admit = (request: IncomingMessage, host: string | undefined) => void;

/** The differences between Express and Fastify. All other rules use Node's own requests and responses. */
export abstract class Platform {
  /** For `NestFactory.create`. */
  abstract readonly adapter: AbstractHttpAdapter;

  /**
   * Checks all requests with `admit`. Bodies are not read: the guards read them after authentication.
   * @param respond sends the responses to requests that fail before they reach Nest
   */
  abstract install(admit: Admit, respond: Respond): void;

  /** The pattern of the route that serves a request, such as `/results/:id`; `undefined` if no route does. */
  abstract routeOf(request: IncomingMessage): string | undefined;

  /** The methods of the routes at this path, sorted; empty if there is no such path. */
  abstract allowedMethods(path: string): string[];
}
