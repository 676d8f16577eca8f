import { StreamableFile } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { HttpReply } from './http-reply.js';

type Method = (...body: unknown[]) => unknown;
type Sending = HttpReply & { readonly statusCode: number } & Partial<Record<'json' | 'send', Method>>;

/** Express' two, and Fastify's one. */
const METHODS = ['json', 'send'] as const;
const FIRST_ERROR = 400;

/**
 * Has the platform send this answer when Nest sends the route's, whatever interceptors of the host have made of it by then.
 * What ends as an error, of an interceptor or a filter, is sent as it is.
 * @returns what interceptors get to see: a stream is nothing that one could wrap or copy
 */
export function keepAnswer(reply: HttpReply, answer: unknown, adapter: AbstractHttpAdapter): unknown {
  const sending = reply as Sending;
  const { statusCode } = sending;
  const before = METHODS.map((name) => Object.getOwnPropertyDescriptor(sending, name));
  const restore = (): void => {
    for (const [index, name] of METHODS.entries()) {
      const own = before[index];
      if (own) Object.defineProperty(sending, name, own);
      else delete sending[name];
    }
  };
  for (const name of METHODS) {
    if (typeof sending[name] !== 'function') continue;
    sending[name] = (...body) => {
      restore();
      if (sending.statusCode >= FIRST_ERROR) return sending[name]?.(...body);
      adapter.reply(reply, answer, statusCode);
      return reply;
    };
  }
  return answer instanceof StreamableFile ? {} : answer;
}
